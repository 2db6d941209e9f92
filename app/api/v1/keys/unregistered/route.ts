import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/keys/operations";
import { listUnregisteredKeys } from "@/lib/keys/service";

export const GET = defineRoute(operations.listUnregistered, async ({ query }) => listUnregisteredKeys(query.limit));

export const { POST, PUT, PATCH, DELETE } = otherMethods(operations.listUnregistered);
