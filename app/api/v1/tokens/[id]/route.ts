import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/access/operations";
import { actorOf, changeToken, revokeToken } from "@/lib/access/service";

export const PATCH = defineRoute(operations.changeToken, async ({ params, body, principal, request }) =>
  changeToken(params.id, body, actorOf(principal, request)),
);

export const DELETE = defineRoute(operations.revokeToken, async ({ params, principal, request }) =>
  revokeToken(params.id, actorOf(principal, request)),
);

export const { GET, POST, PUT } = otherMethods(operations.changeToken, operations.revokeToken);
