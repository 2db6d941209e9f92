import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/alerts/operations";
import { readIncident } from "@/lib/alerts/service";

export const GET = defineRoute(operations.readIncident, async ({ params, reach }) => readIncident(params.id, reach));

export const { POST, PUT, PATCH, DELETE } = otherMethods(operations.readIncident);
