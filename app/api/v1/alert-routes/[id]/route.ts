import { authorOf } from "@/app/author";
import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/alerts/routing/operations";
import { changeRoute, deleteRoute, readRoute } from "@/lib/alerts/service";

export const GET = defineRoute(operations.readRoute, async ({ params }) => readRoute(params.id));

export const PATCH = defineRoute(operations.changeRoute, async ({ params, body, principal, request }) =>
  changeRoute(params.id, body, authorOf(principal, request)),
);

export const DELETE = defineRoute(operations.deleteRoute, async ({ params, principal, request }) =>
  deleteRoute(params.id, authorOf(principal, request)),
);

export const { POST, PUT } = otherMethods(operations.readRoute, operations.changeRoute, operations.deleteRoute);
