import { defineRoute, otherMethods } from "@/app/define-route";
import { displayNames } from "@/lib/directory/names/service";
import { readNames } from "@/lib/directory/operations";

export const GET = defineRoute(readNames, ({ reach }) => displayNames(reach));

export const { POST, PUT, PATCH, DELETE } = otherMethods(readNames);
