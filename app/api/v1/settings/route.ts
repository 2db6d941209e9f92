import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/access/operations";
import { actorOf, changeOrganisation } from "@/lib/access/service";
import { loadOrganisation } from "@/lib/platform/organisation";

export const GET = defineRoute(operations.readSettings, async () => loadOrganisation());

export const PUT = defineRoute(operations.changeSettings, async ({ body, principal, request }) =>
  changeOrganisation(body, actorOf(principal, request)),
);

export const { POST, PATCH, DELETE } = otherMethods(operations.readSettings, operations.changeSettings);
