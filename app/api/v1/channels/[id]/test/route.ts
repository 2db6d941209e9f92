import { authorOf } from "@/app/author";
import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/deliveries/operations";
import { testChannel } from "@/lib/deliveries/service";

export const POST = defineRoute(operations.testChannel, async ({ params, principal, request }) =>
  testChannel(params.id, authorOf(principal, request)),
);

export const { GET, PUT, PATCH, DELETE } = otherMethods(operations.testChannel);
