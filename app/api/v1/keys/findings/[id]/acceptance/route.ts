import { defineRoute, otherMethods } from "@/app/define-route";
import { keyEditorOf } from "@/app/key-editor";
import * as operations from "@/lib/keys/operations";
import { acceptFinding, withdrawAcceptance } from "@/lib/keys/service";

export const PUT = defineRoute(operations.acceptFinding, async ({ params, body, principal, request }) =>
  acceptFinding(params.id, body, keyEditorOf(principal, request)),
);

export const DELETE = defineRoute(operations.withdrawAcceptance, async ({ params, principal, request }) =>
  withdrawAcceptance(params.id, keyEditorOf(principal, request)),
);

export const { GET, POST, PATCH } = otherMethods(operations.acceptFinding, operations.withdrawAcceptance);
