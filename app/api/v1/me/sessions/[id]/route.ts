import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/access/people/operations";
import { actorOf, endSessions, requirePerson } from "@/lib/access/service";

export const DELETE = defineRoute(operations.endOwnSession, async ({ params, principal, request }) =>
  endSessions({ userId: requirePerson(principal).id, sessionId: params.id }, actorOf(principal, request)),
);

export const { GET, POST, PUT, PATCH } = otherMethods(operations.endOwnSession);
