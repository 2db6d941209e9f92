import { budgetEditor } from "@/app/budget-editor";
import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/budgets/operations";
import { endIncrease } from "@/lib/budgets/service";

export const DELETE = defineRoute(operations.endIncrease, async ({ params, principal, request, reach }) =>
  endIncrease(params.id, params.increase, budgetEditor(principal, request), reach),
);

export const { GET, POST, PUT, PATCH } = otherMethods(operations.endIncrease);
