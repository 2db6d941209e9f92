import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/pricing/operations";
import { tryMatch } from "@/lib/pricing/service";

export const POST = defineRoute(operations.matchPrice, async ({ body, reach }) => tryMatch(body, reach));

export const { GET, PUT, PATCH, DELETE } = otherMethods(operations.matchPrice);
