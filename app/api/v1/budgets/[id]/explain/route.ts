import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/budgets/operations";
import { explainBudget } from "@/lib/budgets/service";

export const GET = defineRoute(operations.explainBudget, async ({ params, query, reach }) =>
  explainBudget(params.id, query, reach),
);

export const { POST, PUT, PATCH, DELETE } = otherMethods(operations.explainBudget);
