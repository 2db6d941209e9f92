import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/access/operations";
import { actorOf, changeUser } from "@/lib/access/service";

export const PATCH = defineRoute(operations.changeUser, async ({ params, body, principal, request }) =>
  changeUser(params.id, body, actorOf(principal, request)),
);

export const { GET, POST, PUT, DELETE } = otherMethods(operations.changeUser);
