import { budgetEditor } from "@/app/budget-editor";
import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/budgets/operations";
import { createIncrease } from "@/lib/budgets/service";

export const POST = defineRoute(operations.createIncrease, async ({ params, body, principal, request, reach }) =>
  createIncrease(params.id, body, budgetEditor(principal, request), reach),
);

export const { GET, PUT, PATCH, DELETE } = otherMethods(operations.createIncrease);
