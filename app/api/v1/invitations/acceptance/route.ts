import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/access/people/operations";
import { acceptInvitation, clientAddress } from "@/lib/access/service";

export const POST = defineRoute(operations.acceptInvitation, async ({ body, request }) =>
  acceptInvitation(body, clientAddress(request.headers)),
);

export const { GET, PUT, PATCH, DELETE } = otherMethods(operations.acceptInvitation);
