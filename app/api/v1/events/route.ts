import { defineRoute, otherMethods } from "@/app/define-route";
import { listEvents as operation } from "@/lib/spend/operations";
import { csvResponse, exportEvents, listEvents, readEventsRequest, wantsCsv } from "@/lib/spend/service";

export const GET = defineRoute(operation, async ({ query, request, reach }) => {
  const csv = wantsCsv(query.format, request.headers.get("accept"));
  const asked = await readEventsRequest(query, reach);
  if (!csv) return listEvents(asked);
  const { header, rows } = exportEvents(asked);
  return csvResponse("events", header, rows);
});

export const { POST, PUT, PATCH, DELETE } = otherMethods(operation);
