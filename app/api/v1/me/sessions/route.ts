import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/access/people/operations";
import { actorOf, endSessions, listSessions, requirePerson } from "@/lib/access/service";

export const GET = defineRoute(operations.listOwnSessions, async ({ principal }) => {
  const { id, sessionId } = requirePerson(principal);
  return listSessions(id, sessionId);
});

export const DELETE = defineRoute(operations.endOtherSessions, async ({ principal, request }) => {
  const { id, sessionId } = requirePerson(principal);
  return endSessions({ userId: id, except: sessionId }, actorOf(principal, request));
});

export const { POST, PUT, PATCH } = otherMethods(operations.listOwnSessions, operations.endOtherSessions);
