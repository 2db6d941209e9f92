import { defineRoute, otherMethods } from "@/app/define-route";
import { keyEditorOf } from "@/app/key-editor";
import * as operations from "@/lib/keys/operations";
import { revokeCalendar } from "@/lib/keys/service";

export const DELETE = defineRoute(operations.revokeCalendar, async ({ params, principal, request }) =>
  revokeCalendar(params.id, keyEditorOf(principal, request)),
);

export const { GET, POST, PUT, PATCH } = otherMethods(operations.revokeCalendar);
