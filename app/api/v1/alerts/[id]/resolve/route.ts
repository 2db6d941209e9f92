import { authorOf } from "@/app/author";
import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/alerts/operations";
import { actOnAlert } from "@/lib/alerts/service";

export const POST = defineRoute(operations.resolveAlert, async ({ params, body, principal, request, reach }) =>
  actOnAlert(params.id, { kind: "resolve", reason: body.reason || null }, authorOf(principal, request), reach),
);

export const { GET, PUT, PATCH, DELETE } = otherMethods(operations.resolveAlert);
