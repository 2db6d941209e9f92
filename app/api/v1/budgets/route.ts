import { budgetEditor } from "@/app/budget-editor";
import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/budgets/operations";
import { createBudget, exportBudgets, listBudgets } from "@/lib/budgets/service";
import { wantsCsv } from "@/lib/spend/service";

export const GET = defineRoute(operations.listBudgets, async ({ query, request, reach }) =>
  wantsCsv(query.format, request.headers.get("accept")) ? exportBudgets(query, reach) : listBudgets(query, reach),
);

export const POST = defineRoute(operations.createBudget, async ({ body, principal, request, reach }) =>
  createBudget(body, budgetEditor(principal, request), reach),
);

export const { PUT, PATCH, DELETE } = otherMethods(operations.listBudgets, operations.createBudget);
