import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/alerts/operations";
import { listAlerts } from "@/lib/alerts/service";

export const GET = defineRoute(operations.listAlerts, async ({ query, reach }) => listAlerts(query, reach));

export const { POST, PUT, PATCH, DELETE } = otherMethods(operations.listAlerts);
