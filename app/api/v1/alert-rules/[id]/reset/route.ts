import { authorOf } from "@/app/author";
import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/watch/rules/operations";
import { resetRule } from "@/lib/watch/service";

export const POST = defineRoute(operations.resetRule, async ({ params, principal, request }) =>
  resetRule(params.id, authorOf(principal, request)),
);

export const { GET, PUT, PATCH, DELETE } = otherMethods(operations.resetRule);
