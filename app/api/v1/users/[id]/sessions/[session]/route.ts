import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/access/people/operations";
import { actorOf, endSessions } from "@/lib/access/service";

export const DELETE = defineRoute(operations.endUserSession, async ({ params, principal, request }) =>
  endSessions({ userId: params.id, sessionId: params.session }, actorOf(principal, request)),
);

export const { GET, POST, PUT, PATCH } = otherMethods(operations.endUserSession);
