import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/access/operations";
import * as people from "@/lib/access/people/operations";
import { actorOf, changeUser, removeUser } from "@/lib/access/service";

export const PATCH = defineRoute(operations.changeUser, async ({ params, body, principal, request }) =>
  changeUser(params.id, body, actorOf(principal, request)),
);

export const DELETE = defineRoute(people.removeUser, async ({ params, principal, request }) =>
  removeUser(params.id, actorOf(principal, request)),
);

export const { GET, POST, PUT } = otherMethods(operations.changeUser, people.removeUser);
