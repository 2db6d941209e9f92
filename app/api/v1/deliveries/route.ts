import { defineRoute, otherMethods } from "@/app/define-route";
import { seesLetters } from "@/app/sees-letters";

import * as operations from "@/lib/deliveries/operations";
import { listDeliveries } from "@/lib/deliveries/service";

export const GET = defineRoute(operations.listDeliveries, async ({ query, principal }) =>
  listDeliveries(query, seesLetters(principal)),
);

export const { POST, PUT, PATCH, DELETE } = otherMethods(operations.listDeliveries);
