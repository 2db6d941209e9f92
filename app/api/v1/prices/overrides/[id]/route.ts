import { authorOf } from "@/app/author";
import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/pricing/operations";
import { endOverride, withdrawOverride } from "@/lib/pricing/service";

export const PATCH = defineRoute(operations.endOverride, async ({ params, body, principal, request }) =>
  endOverride(params.id, body.effective_to, authorOf(principal, request)),
);

export const DELETE = defineRoute(operations.withdrawOverride, async ({ params, principal, request }) =>
  withdrawOverride(params.id, authorOf(principal, request)),
);

export const { GET, POST, PUT } = otherMethods(operations.endOverride, operations.withdrawOverride);
