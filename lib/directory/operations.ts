import { type AccessRule, defineOperation, type Operation } from "@/lib/platform/http/operation";
import {
  byName,
  type DirectoryKind,
  directoryEntry,
  directoryPage,
  displayedNames,
  entryChange,
  entryFile,
  entryFilter,
  entryImport,
  newEntry,
  spendByAnswer,
  spendByQuery,
} from "./contract";

const readers = ["admin", "finance", "engineer", "viewer"] as const;
const reading: AccessRule = { roles: readers, scope: "spend:read", tenants: "within reach" };
const editing: AccessRule = { roles: ["admin", "finance"], scope: "spend:write", tenants: "refused" };
const tag = "Directory";
const idempotent = true;

function operationsOf<Kind extends DirectoryKind>(kind: Kind) {
  const path = `/api/v1/${kind}s`;
  const a = kind === "environment" ? "an" : "a";
  return {
    list: defineOperation({
      method: "GET",
      path,
      tag,
      summary: `List ${kind}s, by name`,
      description: `Every ${kind} that events have named, and who answers for it. Names that were merged into another are its \`aliases\`. As CSV: a file that can be imported again.`,
      access: reading,
      query: entryFilter,
      answer: directoryPage,
      csv: true,
    }),
    create: defineOperation({
      method: "POST",
      path,
      tag,
      summary: `Enter ${a} ${kind} ahead of its first event`,
      access: editing,
      body: newEntry,
      answer: directoryEntry,
      status: 201,
      idempotent,
    }),
    read: defineOperation({
      method: "GET",
      path: `${path}/{name}`,
      tag,
      summary: `One ${kind}`,
      access: reading,
      params: byName,
      answer: directoryEntry,
    }),
    change: defineOperation({
      method: "PATCH",
      path: `${path}/{name}`,
      tag,
      summary: `Change, rename or merge ${a} ${kind}`,
      description:
        "`display_name` renames; `merged_into` reads its usage, the past included, under another name until it is set to null. Events keep the name they were sent with.",
      access: editing,
      params: byName,
      body: entryChange,
      answer: directoryEntry,
      idempotent,
    }),
  };
}

export const tenants = operationsOf("tenant");
export const features = operationsOf("feature");
export const environments = operationsOf("environment");

export const importDirectory = defineOperation({
  method: "POST",
  path: "/api/v1/directory/import",
  tag,
  summary: "Take a CSV file of tenants, features and environments",
  description: "Columns as exports have them; `kind` and `name` are needed. All rows or none; `dry_run` says what would happen.",
  access: editing,
  body: entryFile,
  answer: entryImport,
  idempotent,
});

export const readSpendBy = defineOperation({
  method: "GET",
  path: "/api/v1/directory/spend",
  tag,
  summary: "Spend by owner or by cost centre",
  description:
    "Usage counts to its feature's owner, else to its tenant's, else to its environment's; what nobody owns is the row whose value is null. The rows add up to the total of /api/v1/spend. As CSV: a row for each name that it counts by.",
  access: reading,
  query: spendByQuery,
  answer: spendByAnswer,
  csv: true,
});

export const readNames = defineOperation({
  method: "GET",
  path: "/api/v1/directory/names",
  tag,
  summary: "What people call names: those with a display name",
  access: reading,
  answer: displayedNames,
});

export const directoryOperations: readonly Operation[] = [
  ...[tenants, features, environments].flatMap(({ list, create, read, change }) => [list, create, read, change]),
  importDirectory,
  readNames,
  readSpendBy,
];
