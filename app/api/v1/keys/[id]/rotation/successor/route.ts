import { defineRoute, otherMethods } from "@/app/define-route";
import { keyEditorOf } from "@/app/key-editor";
import * as operations from "@/lib/keys/operations";
import { answerKey, registerSuccessor } from "@/lib/keys/service";

export const PUT = defineRoute(operations.registerSuccessor, async ({ params, body, principal, request }) => {
  const editor = keyEditorOf(principal, request);
  return answerKey(await registerSuccessor(params.id, body, editor), editor);
});

export const { GET, POST, PATCH, DELETE } = otherMethods(operations.registerSuccessor);
