import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/access/people/operations";
import { clientAddress, requestReset } from "@/lib/access/service";

export const POST = defineRoute(operations.requestReset, async ({ body, request }) =>
  requestReset(body.email, clientAddress(request.headers)),
);

export const { GET, PUT, PATCH, DELETE } = otherMethods(operations.requestReset);
