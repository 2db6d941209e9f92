import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/budgets/operations";
import { readHistory } from "@/lib/budgets/service";

export const GET = defineRoute(operations.readHistory, async ({ params, query, reach }) => readHistory(params.id, query, reach));

export const { POST, PUT, PATCH, DELETE } = otherMethods(operations.readHistory);
