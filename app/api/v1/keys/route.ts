import { defineRoute, otherMethods } from "@/app/define-route";
import { keyEditorOf } from "@/app/key-editor";
import { spendOfKeys } from "@/app/key-spend";
import * as operations from "@/lib/keys/operations";
import { answerKey, exportKeys, KEY_COLUMNS, listKeys, registerKey } from "@/lib/keys/service";
import { csvResponse, wantsCsv } from "@/lib/spend/service";

export const GET = defineRoute(operations.listKeys, async ({ query, principal, request, reach }) => {
  const editor = keyEditorOf(principal, request);
  if (wantsCsv(query.format, request.headers.get("accept")))
    return csvResponse("keys", KEY_COLUMNS, exportKeys(query, editor, reach));
  const { keys, next_cursor } = await listKeys(query, editor, reach);
  return { keys, spend: await spendOfKeys(keys, reach), next_cursor };
});

export const POST = defineRoute(operations.registerKey, async ({ body, principal, request }) => {
  const editor = keyEditorOf(principal, request);
  return answerKey(await registerKey(body, editor), editor);
});

export const { PUT, PATCH, DELETE } = otherMethods(operations.listKeys, operations.registerKey);
