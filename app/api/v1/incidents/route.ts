import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/alerts/operations";
import { listIncidents } from "@/lib/alerts/service";

export const GET = defineRoute(operations.listIncidents, async ({ query, reach }) => listIncidents(query, reach));

export const { POST, PUT, PATCH, DELETE } = otherMethods(operations.listIncidents);
