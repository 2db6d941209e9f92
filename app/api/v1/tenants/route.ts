import { defineRoute, otherMethods } from "@/app/define-route";
import { createEntryOf, listEntriesOf } from "@/app/directory-routes";
import { tenants } from "@/lib/directory/operations";

export const GET = defineRoute(tenants.list, listEntriesOf("tenant"));
export const POST = defineRoute(tenants.create, createEntryOf("tenant"));
export const { PUT, PATCH, DELETE } = otherMethods(tenants.list, tenants.create);
