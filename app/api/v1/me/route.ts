import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/access/operations";
import { describePrincipal } from "@/lib/access/service";

export const GET = defineRoute(operations.readMe, async ({ principal }) => describePrincipal(principal));

export const { POST, PUT, PATCH, DELETE } = otherMethods(operations.readMe);
