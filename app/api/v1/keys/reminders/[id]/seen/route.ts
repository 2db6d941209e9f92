import { defineRoute, otherMethods } from "@/app/define-route";
import { keyEditorOf } from "@/app/key-editor";
import * as operations from "@/lib/keys/operations";
import { noteReminderSeen } from "@/lib/keys/service";

export const PUT = defineRoute(operations.noteReminderSeen, async ({ params, principal, request }) =>
  noteReminderSeen(params.id, keyEditorOf(principal, request)),
);

export const { GET, POST, PATCH, DELETE } = otherMethods(operations.noteReminderSeen);
