import { defineRoute, otherMethods } from "@/app/define-route";
import { readSpend } from "@/lib/spend/operations";
import { csvResponse, querySpend, spendTable, wantsCsv } from "@/lib/spend/service";

export const GET = defineRoute(readSpend, async ({ query, request, reach }) => {
  const csv = wantsCsv(query.format, request.headers.get("accept"));
  const report = await querySpend(query, reach);
  if (!csv) return report;
  const { header, rows } = spendTable(report);
  return csvResponse("spend", header, rows);
});

export const { POST, PUT, PATCH, DELETE } = otherMethods(readSpend);
