import { authorOf } from "@/app/author";
import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/alerts/operations";
import { actOnAlert } from "@/lib/alerts/service";

export const POST = defineRoute(operations.acknowledgeAlert, async ({ params, principal, request, reach }) =>
  actOnAlert(params.id, { kind: "acknowledge" }, authorOf(principal, request), reach),
);

export const { GET, PUT, PATCH, DELETE } = otherMethods(operations.acknowledgeAlert);
