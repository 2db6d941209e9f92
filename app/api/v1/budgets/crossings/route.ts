import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/budgets/operations";
import { listCrossings } from "@/lib/budgets/service";

export const GET = defineRoute(operations.listCrossings, async ({ query, reach }) => listCrossings(query, reach));

export const { POST, PUT, PATCH, DELETE } = otherMethods(operations.listCrossings);
