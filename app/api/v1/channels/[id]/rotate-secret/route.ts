import { authorOf } from "@/app/author";
import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/deliveries/operations";
import { rotateSecret } from "@/lib/deliveries/service";

export const POST = defineRoute(operations.rotateSecret, async ({ params, principal, request }) =>
  rotateSecret(params.id, authorOf(principal, request)),
);

export const { GET, PUT, PATCH, DELETE } = otherMethods(operations.rotateSecret);
