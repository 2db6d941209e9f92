import { authorOf } from "@/app/author";
import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/watch/rules/operations";
import { changeRule, deleteRule, readRule } from "@/lib/watch/service";

export const GET = defineRoute(operations.readRule, async ({ params, reach }) => readRule(params.id, reach));

export const PATCH = defineRoute(operations.changeRule, async ({ params, body, principal, request }) =>
  changeRule(params.id, body, authorOf(principal, request)),
);

export const DELETE = defineRoute(operations.deleteRule, async ({ params, principal, request }) =>
  deleteRule(params.id, authorOf(principal, request)),
);

export const { POST, PUT } = otherMethods(operations.readRule, operations.changeRule, operations.deleteRule);
