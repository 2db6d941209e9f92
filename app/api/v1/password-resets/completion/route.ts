import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/access/people/operations";
import { clientAddress, completeReset } from "@/lib/access/service";

export const POST = defineRoute(operations.completeReset, async ({ body, request }) =>
  completeReset(body, clientAddress(request.headers)),
);

export const { GET, PUT, PATCH, DELETE } = otherMethods(operations.completeReset);
