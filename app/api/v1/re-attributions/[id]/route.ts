import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/metering/re-attribution/operations";
import { readReAttribution } from "@/lib/metering/re-attribution/service";

export const GET = defineRoute(operations.readReAttribution, ({ params, reach }) => readReAttribution(params.id, reach));

export const { POST, PUT, PATCH, DELETE } = otherMethods(operations.readReAttribution);
