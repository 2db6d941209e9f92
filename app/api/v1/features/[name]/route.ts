import { defineRoute, otherMethods } from "@/app/define-route";
import { changeEntryOf, readEntryOf } from "@/app/directory-routes";
import { features } from "@/lib/directory/operations";

export const GET = defineRoute(features.read, readEntryOf("feature"));
export const PATCH = defineRoute(features.change, changeEntryOf("feature"));
export const { POST, PUT, DELETE } = otherMethods(features.read, features.change);
