import { budgetEditor } from "@/app/budget-editor";
import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/budgets/operations";
import { importBudgets } from "@/lib/budgets/service";

export const POST = defineRoute(operations.importBudgets, async ({ body, principal, request }) =>
  importBudgets(body, budgetEditor(principal, request)),
);

export const { GET, PUT, PATCH, DELETE } = otherMethods(operations.importBudgets);
