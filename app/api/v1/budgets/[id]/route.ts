import { budgetEditor } from "@/app/budget-editor";
import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/budgets/operations";
import { archiveBudget, changeBudget, readBudget } from "@/lib/budgets/service";

export const GET = defineRoute(operations.readBudget, async ({ params, query, reach }) =>
  readBudget(params.id, reach, query.subject),
);

export const PATCH = defineRoute(operations.changeBudget, async ({ params, body, principal, request, reach }) =>
  changeBudget(params.id, body, budgetEditor(principal, request), reach),
);

export const DELETE = defineRoute(operations.archiveBudget, async ({ params, principal, request, reach }) =>
  archiveBudget(params.id, budgetEditor(principal, request), reach),
);

export const { POST, PUT } = otherMethods(operations.readBudget, operations.changeBudget, operations.archiveBudget);
