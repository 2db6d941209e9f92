import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/access/operations";
import { actorOf, createToken, listTokens } from "@/lib/access/service";

export const GET = defineRoute(operations.listTokens, async ({ query }) => listTokens(query.limit, query.cursor));

export const POST = defineRoute(operations.createToken, async ({ body, principal, request }) =>
  createToken(body, actorOf(principal, request)),
);

export const { PUT, PATCH, DELETE } = otherMethods(operations.listTokens, operations.createToken);
