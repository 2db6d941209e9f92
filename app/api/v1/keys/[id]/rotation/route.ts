import { defineRoute, otherMethods } from "@/app/define-route";
import { keyEditorOf } from "@/app/key-editor";
import * as operations from "@/lib/keys/operations";
import { answerKey, cancelRotation, startRotation } from "@/lib/keys/service";

export const POST = defineRoute(operations.startRotation, async ({ params, principal, request }) => {
  const editor = keyEditorOf(principal, request);
  return answerKey(await startRotation(params.id, editor), editor);
});

export const DELETE = defineRoute(operations.cancelRotation, async ({ params, principal, request }) => {
  const editor = keyEditorOf(principal, request);
  return answerKey(await cancelRotation(params.id, editor), editor);
});

export const { GET, PUT, PATCH } = otherMethods(operations.startRotation, operations.cancelRotation);
