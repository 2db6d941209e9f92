import { defineRoute, otherMethods } from "@/app/define-route";
import { changeEntryOf, readEntryOf } from "@/app/directory-routes";
import { environments } from "@/lib/directory/operations";

export const GET = defineRoute(environments.read, readEntryOf("environment"));
export const PATCH = defineRoute(environments.change, changeEntryOf("environment"));
export const { POST, PUT, DELETE } = otherMethods(environments.read, environments.change);
