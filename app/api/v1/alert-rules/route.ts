import { authorOf } from "@/app/author";
import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/watch/rules/operations";
import { createRule, listRules } from "@/lib/watch/service";

export const GET = defineRoute(operations.listRules, async ({ query, reach }) => listRules(query, reach));

export const POST = defineRoute(operations.createRule, async ({ body, principal, request }) =>
  createRule(body, authorOf(principal, request)),
);

export const { PUT, PATCH, DELETE } = otherMethods(operations.listRules, operations.createRule);
