import { defineRoute, otherMethods } from "@/app/define-route";
import { keyEditorOf } from "@/app/key-editor";
import * as operations from "@/lib/keys/operations";
import { answerKey, changeKey, readKeyDetail } from "@/lib/keys/service";

export const GET = defineRoute(operations.readKey, async ({ params, principal, request, reach }) =>
  readKeyDetail(params.id, keyEditorOf(principal, request), reach),
);

export const PATCH = defineRoute(operations.changeKey, async ({ params, body, principal, request }) => {
  const editor = keyEditorOf(principal, request);
  return answerKey(await changeKey(params.id, body, editor), editor);
});

export const { POST, PUT, DELETE } = otherMethods(operations.readKey, operations.changeKey);
