import { authorOf } from "@/app/author";
import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/budgets/policies/operations";
import { createPolicy, listPolicies } from "@/lib/budgets/policies/service";

export const GET = defineRoute(operations.listPolicies, async ({ query, reach }) => listPolicies(query, reach));

export const POST = defineRoute(operations.createPolicy, async ({ body, principal, request }) =>
  createPolicy(body, authorOf(principal, request)),
);

export const { PUT, PATCH, DELETE } = otherMethods(operations.listPolicies, operations.createPolicy);
