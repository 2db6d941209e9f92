import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/alerts/operations";
import { readAlert } from "@/lib/alerts/service";

export const GET = defineRoute(operations.readAlert, async ({ params, reach }) => readAlert(params.id, reach));

export const { POST, PUT, PATCH, DELETE } = otherMethods(operations.readAlert);
