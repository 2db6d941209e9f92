import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/budgets/policies/operations";
import { listViolations } from "@/lib/budgets/policies/service";

export const GET = defineRoute(operations.listViolations, async ({ params, query, reach }) =>
  listViolations(params.id, query, reach),
);

export const { POST, PUT, PATCH, DELETE } = otherMethods(operations.listViolations);
