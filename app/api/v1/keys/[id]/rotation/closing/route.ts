import { defineRoute, otherMethods } from "@/app/define-route";
import { keyEditorOf } from "@/app/key-editor";
import * as operations from "@/lib/keys/operations";
import { answerKey, closeRotation } from "@/lib/keys/service";

export const POST = defineRoute(operations.closeRotation, async ({ params, body, principal, request }) => {
  const editor = keyEditorOf(principal, request);
  return answerKey(await closeRotation(params.id, body.confirm, editor), editor);
});

export const { GET, PUT, PATCH, DELETE } = otherMethods(operations.closeRotation);
