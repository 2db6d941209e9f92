import { authorOf } from "@/app/author";
import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/alerts/operations";
import { actOnAlert } from "@/lib/alerts/service";

export const POST = defineRoute(operations.snoozeAlert, async ({ params, body, principal, request, reach }) =>
  actOnAlert(params.id, { kind: "snooze", untilMs: body.until }, authorOf(principal, request), reach),
);

export const { GET, PUT, PATCH, DELETE } = otherMethods(operations.snoozeAlert);
