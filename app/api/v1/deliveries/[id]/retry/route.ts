import { authorOf } from "@/app/author";
import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/deliveries/operations";
import { retryDelivery } from "@/lib/deliveries/service";

export const POST = defineRoute(operations.retryDelivery, async ({ params, principal, request }) =>
  retryDelivery(params.id, authorOf(principal, request)),
);

export const { GET, PUT, PATCH, DELETE } = otherMethods(operations.retryDelivery);
