import { defineRoute, otherMethods } from "@/app/define-route";
import { createEntryOf, listEntriesOf } from "@/app/directory-routes";
import { environments } from "@/lib/directory/operations";

export const GET = defineRoute(environments.list, listEntriesOf("environment"));
export const POST = defineRoute(environments.create, createEntryOf("environment"));
export const { PUT, PATCH, DELETE } = otherMethods(environments.list, environments.create);
