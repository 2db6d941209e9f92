import { authorOf } from "@/app/author";
import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/budgets/stops/operations";
import { askerOf, liftStop } from "@/lib/budgets/stops/service";

export const POST = defineRoute(operations.liftStop, async ({ params, body, principal, request }) =>
  liftStop(params.id, body.reason ?? null, askerOf(principal), authorOf(principal, request)),
);

export const { GET, PUT, PATCH, DELETE } = otherMethods(operations.liftStop);
