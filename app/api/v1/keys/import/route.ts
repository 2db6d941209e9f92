import { defineRoute, otherMethods } from "@/app/define-route";
import { keyEditorOf } from "@/app/key-editor";
import * as operations from "@/lib/keys/operations";
import { importKeys } from "@/lib/keys/service";

export const POST = defineRoute(operations.importKeys, async ({ body, principal, request }) =>
  importKeys(body.csv, body.dry_run, keyEditorOf(principal, request)),
);

export const { GET, PUT, PATCH, DELETE } = otherMethods(operations.importKeys);
