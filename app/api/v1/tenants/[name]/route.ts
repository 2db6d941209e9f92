import { defineRoute, otherMethods } from "@/app/define-route";
import { changeEntryOf, readEntryOf } from "@/app/directory-routes";
import { tenants } from "@/lib/directory/operations";

export const GET = defineRoute(tenants.read, readEntryOf("tenant"));
export const PATCH = defineRoute(tenants.change, changeEntryOf("tenant"));
export const { POST, PUT, DELETE } = otherMethods(tenants.read, tenants.change);
