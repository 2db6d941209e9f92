import { authorOf } from "@/app/author";
import { defineRoute, otherMethods } from "@/app/define-route";
import { importDirectory } from "@/lib/directory/operations";
import { importEntries } from "@/lib/directory/service";

export const POST = defineRoute(importDirectory, ({ body, principal, request }) =>
  importEntries(body.csv, body.dry_run, authorOf(principal, request)),
);

export const { GET, PUT, PATCH, DELETE } = otherMethods(importDirectory);
