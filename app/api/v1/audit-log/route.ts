import { defineRoute, otherMethods } from "@/app/define-route";
import { ndjsonResponse } from "@/app/ndjson-response";
import * as operations from "@/lib/access/operations";
import { AUDIT_COLUMNS, auditRow, exportAudit, listAudit } from "@/lib/access/service";
import { csvResponse, wantsCsv } from "@/lib/spend/service";

export const GET = defineRoute(operations.listAudit, async ({ query, request }) => {
  const { limit, cursor, format, ...filter } = query;
  const accept = request.headers.get("accept");
  if (format === "ndjson" || (format === undefined && accept?.startsWith("application/x-ndjson")))
    return ndjsonResponse("audit-log", exportAudit(filter));
  if (wantsCsv(format === "csv" ? "csv" : undefined, format === undefined ? accept : null))
    return csvResponse("audit-log", AUDIT_COLUMNS, rowsOf(filter));
  return listAudit(limit, cursor, filter);
});

async function* rowsOf(filter: Parameters<typeof exportAudit>[0]) {
  for await (const entries of exportAudit(filter)) yield entries.map(auditRow);
}

export const { POST, PUT, PATCH, DELETE } = otherMethods(operations.listAudit);
