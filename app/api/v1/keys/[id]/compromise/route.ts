import { defineRoute, otherMethods } from "@/app/define-route";
import { keyEditorOf } from "@/app/key-editor";
import * as operations from "@/lib/keys/operations";
import { answerKey, markCompromised, revocationUrl, withdrawCompromise } from "@/lib/keys/service";

export const POST = defineRoute(operations.markCompromised, async ({ params, body, principal, request }) => {
  const editor = keyEditorOf(principal, request);
  const key = await markCompromised(params.id, body.reason, editor);
  const stops = key.values.flatMap(({ stopId }) => stopId ?? []);
  return { key: await answerKey(key, editor), stops, revocation_url: revocationUrl(key.provider) };
});

export const DELETE = defineRoute(operations.withdrawCompromise, async ({ params, principal, request }) => {
  const editor = keyEditorOf(principal, request);
  return answerKey(await withdrawCompromise(params.id, editor), editor);
});

export const { GET, PUT, PATCH } = otherMethods(operations.markCompromised, operations.withdrawCompromise);
