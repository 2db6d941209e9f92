import { defineRoute, otherMethods } from "@/app/define-route";
import { keyEditorOf } from "@/app/key-editor";
import * as operations from "@/lib/keys/operations";
import { answerKey, retireKey } from "@/lib/keys/service";

export const POST = defineRoute(operations.retireKey, async ({ params, principal, request }) => {
  const editor = keyEditorOf(principal, request);
  return answerKey(await retireKey(params.id, editor), editor);
});

export const { GET, PUT, PATCH, DELETE } = otherMethods(operations.retireKey);
