import { authorOf } from "@/app/author";
import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/pricing/operations";
import { createOverride, listOverrides } from "@/lib/pricing/service";

export const GET = defineRoute(operations.listOverrides, async ({ query, reach }) => listOverrides(query, reach));

export const POST = defineRoute(operations.createOverride, async ({ body, principal, request }) =>
  createOverride(body, authorOf(principal, request)),
);

export const { PUT, PATCH, DELETE } = otherMethods(operations.listOverrides, operations.createOverride);
