import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/access/people/operations";
import { actorOf, publicOrigin, sendReset } from "@/lib/access/service";

export const POST = defineRoute(operations.sendReset, async ({ params, principal, request }) =>
  sendReset(params.id, actorOf(principal, request), publicOrigin(request.headers)),
);

export const { GET, PUT, PATCH, DELETE } = otherMethods(operations.sendReset);
