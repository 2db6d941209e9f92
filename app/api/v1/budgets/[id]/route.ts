import { budgetEditor } from "@/app/budget-editor";
import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/budgets/operations";
import { archiveBudget, changeBudget, readBudget } from "@/lib/budgets/service";

export const GET = defineRoute(operations.readBudget, async ({ params }) => readBudget(params.id));

export const PATCH = defineRoute(operations.changeBudget, async ({ params, body, principal, request }) =>
  changeBudget(params.id, body, budgetEditor(principal, request)),
);

export const DELETE = defineRoute(operations.archiveBudget, async ({ params, principal, request }) =>
  archiveBudget(params.id, budgetEditor(principal, request)),
);

export const { POST, PUT } = otherMethods(operations.readBudget, operations.changeBudget, operations.archiveBudget);
