import { defineRoute, otherMethods } from "@/app/define-route";
import { seesLetters } from "@/app/sees-letters";

import * as operations from "@/lib/deliveries/operations";
import { readDelivery } from "@/lib/deliveries/service";

export const GET = defineRoute(operations.readDelivery, async ({ params, principal }) =>
  readDelivery(params.id, seesLetters(principal)),
);

export const { POST, PUT, PATCH, DELETE } = otherMethods(operations.readDelivery);
