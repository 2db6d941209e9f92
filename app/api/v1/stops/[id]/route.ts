import { authorOf } from "@/app/author";
import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/budgets/stops/operations";
import { askerOf, liftStop, readStop } from "@/lib/budgets/stops/service";

export const GET = defineRoute(operations.readStop, async ({ params, principal }) => readStop(params.id, askerOf(principal)));

export const DELETE = defineRoute(operations.deleteStop, async ({ params, principal, request }) =>
  liftStop(params.id, null, askerOf(principal), authorOf(principal, request)),
);

export const { POST, PUT, PATCH } = otherMethods(operations.readStop, operations.deleteStop);
