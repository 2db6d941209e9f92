import { authorOf } from "@/app/author";
import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/alerts/routing/operations";
import { createRoute, listRoutes } from "@/lib/alerts/service";

export const GET = defineRoute(operations.listRoutes, async () => listRoutes());

export const POST = defineRoute(operations.createRoute, async ({ body, principal, request }) =>
  createRoute(body, authorOf(principal, request)),
);

export const { PUT, PATCH, DELETE } = otherMethods(operations.listRoutes, operations.createRoute);
