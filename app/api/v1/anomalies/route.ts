import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/alerts/operations";
import { listAnomalies } from "@/lib/alerts/service";

export const GET = defineRoute(operations.listAnomalies, async ({ query, reach }) => listAnomalies(query, reach));

export const { POST, PUT, PATCH, DELETE } = otherMethods(operations.listAnomalies);
