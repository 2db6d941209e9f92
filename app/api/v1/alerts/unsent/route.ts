import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/alerts/operations";
import { readUnsent } from "@/lib/alerts/service";

export const GET = defineRoute(operations.readUnsent, async () => readUnsent());

export const { POST, PUT, PATCH, DELETE } = otherMethods(operations.readUnsent);
