import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/access/people/operations";
import { actorOf, inviteAgain, publicOrigin } from "@/lib/access/service";

export const POST = defineRoute(operations.inviteAgain, async ({ params, principal, request }) =>
  inviteAgain(params.id, actorOf(principal, request), publicOrigin(request.headers)),
);

export const { GET, PUT, PATCH, DELETE } = otherMethods(operations.inviteAgain);
