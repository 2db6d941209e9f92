import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/access/people/operations";
import { actorOf, changeProfile, readProfile, requirePerson } from "@/lib/access/service";

export const GET = defineRoute(operations.readProfile, async ({ principal }) => readProfile(requirePerson(principal)));

export const PATCH = defineRoute(operations.changeProfile, async ({ body, principal, request }) =>
  changeProfile(requirePerson(principal), body, actorOf(principal, request)),
);

export const { POST, PUT, DELETE } = otherMethods(operations.readProfile, operations.changeProfile);
