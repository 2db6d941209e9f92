import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/budgets/operations";
import { previewBudget } from "@/lib/budgets/service";

export const POST = defineRoute(operations.previewBudget, async ({ body, reach }) => previewBudget(body, reach));

export const { GET, PUT, PATCH, DELETE } = otherMethods(operations.previewBudget);
