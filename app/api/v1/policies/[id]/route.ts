import { authorOf } from "@/app/author";
import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/budgets/policies/operations";
import { changePolicy, deletePolicy, readPolicy } from "@/lib/budgets/policies/service";

export const GET = defineRoute(operations.readPolicy, async ({ params, reach }) => readPolicy(params.id, reach));

export const PATCH = defineRoute(operations.changePolicy, async ({ params, body, principal, request }) =>
  changePolicy(params.id, body, authorOf(principal, request)),
);

export const DELETE = defineRoute(operations.deletePolicy, async ({ params, principal, request }) =>
  deletePolicy(params.id, authorOf(principal, request)),
);

export const { POST, PUT } = otherMethods(operations.readPolicy, operations.changePolicy, operations.deletePolicy);
