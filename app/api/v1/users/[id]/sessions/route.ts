import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/access/people/operations";
import { actorOf, endSessions, listSessions } from "@/lib/access/service";

export const GET = defineRoute(operations.listUserSessions, async ({ params, principal }) =>
  listSessions(params.id, principal?.kind === "user" ? principal.sessionId : null),
);

export const DELETE = defineRoute(operations.endUserSessions, async ({ params, principal, request }) =>
  endSessions({ userId: params.id }, actorOf(principal, request)),
);

export const { POST, PUT, PATCH } = otherMethods(operations.listUserSessions, operations.endUserSessions);
