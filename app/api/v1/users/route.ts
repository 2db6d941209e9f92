import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/access/operations";
import { actorOf, createUser, listUsers, publicOrigin } from "@/lib/access/service";

export const GET = defineRoute(operations.listUsers, async ({ query }) => listUsers(query.limit, query.cursor));

export const POST = defineRoute(operations.createUser, async ({ body, principal, request }) =>
  createUser(body, actorOf(principal, request), publicOrigin(request.headers)),
);

export const { PUT, PATCH, DELETE } = otherMethods(operations.listUsers, operations.createUser);
