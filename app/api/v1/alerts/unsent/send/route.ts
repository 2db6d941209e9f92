import { authorOf } from "@/app/author";
import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/alerts/operations";
import { sendUnsent } from "@/lib/alerts/service";

export const POST = defineRoute(operations.sendUnsent, async ({ body, principal, request }) =>
  sendUnsent(body.ids ?? null, authorOf(principal, request)),
);

export const { GET, PUT, PATCH, DELETE } = otherMethods(operations.sendUnsent);
