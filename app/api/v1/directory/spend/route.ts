import { defineRoute, otherMethods } from "@/app/define-route";
import { readSpendBy } from "@/lib/directory/operations";
import { SPEND_BY_COLUMNS, spendBy, spendByTable } from "@/lib/directory/service";
import { csvResponse, wantsCsv } from "@/lib/spend/service";

export const GET = defineRoute(readSpendBy, async ({ query: { format, ...query }, request, reach }) => {
  const answer = await spendBy(query, reach);
  if (!wantsCsv(format, request.headers.get("accept"))) return answer;
  const pages = async function* () {
    yield spendByTable(answer);
  };
  return csvResponse(`spend-by-${answer.by}`, SPEND_BY_COLUMNS, pages());
});

export const { POST, PUT, PATCH, DELETE } = otherMethods(readSpendBy);
