import { defineRoute, otherMethods } from "@/app/define-route";
import { createEntryOf, listEntriesOf } from "@/app/directory-routes";
import { features } from "@/lib/directory/operations";

export const GET = defineRoute(features.list, listEntriesOf("feature"));
export const POST = defineRoute(features.create, createEntryOf("feature"));
export const { PUT, PATCH, DELETE } = otherMethods(features.list, features.create);
