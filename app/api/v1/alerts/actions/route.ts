import { actionOf } from "@/app/alert-action";
import { authorOf } from "@/app/author";
import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/alerts/operations";
import { actOnAlerts } from "@/lib/alerts/service";

export const POST = defineRoute(operations.actOnAlerts, async ({ body, principal, request, reach }) =>
  actOnAlerts(body.ids, actionOf(body, principal), authorOf(principal, request), reach),
);

export const { GET, PUT, PATCH, DELETE } = otherMethods(operations.actOnAlerts);
