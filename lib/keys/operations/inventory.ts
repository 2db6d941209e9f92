import { z } from "zod";
import { defineOperation } from "@/lib/platform/http/operation";
import {
  keyChange,
  keyFile,
  keyFilter,
  keyImport,
  newKey,
  providerKey,
  providerKeyDetail,
  spendOfKey,
  unregisteredKey,
} from "../contract";
import { byId, editing, idempotent, readers, reading, tag } from "./common";

export const listKeys = defineOperation({
  method: "GET",
  path: "/api/v1/keys",
  tag,
  summary: "List provider keys with their findings, by name",
  description:
    "`spend` holds the last 30 days of each key on the page, from the rollups. As CSV: a file that can be imported again.",
  access: reading,
  query: keyFilter,
  answer: z.object({ keys: z.array(providerKey), spend: z.array(spendOfKey), next_cursor: z.string().nullable() }),
  csv: true,
});

export const registerKey = defineOperation({
  method: "POST",
  path: "/api/v1/keys",
  tag,
  summary: "Register a key by its digest, or adopt one found in events",
  description:
    "Never send the key: its SHA-256 as `fingerprint` (the digest that events carry), or `unregistered` as listed under /api/v1/keys/unregistered. An engineer registers keys they own; who is limited to tenants names them in `allowed_tenants`.",
  access: editing,
  body: newKey,
  answer: providerKey,
  status: 201,
  idempotent,
});

export const readKey = defineOperation({
  method: "GET",
  path: "/api/v1/keys/{id}",
  tag,
  summary: "One key: lineage, evidence, rotation, reminders",
  description: "Its spend over time: /api/v1/spend?key={id}.",
  access: reading,
  params: byId,
  answer: providerKeyDetail,
});

export const changeKey = defineOperation({
  method: "PATCH",
  path: "/api/v1/keys/{id}",
  tag,
  summary: "Change a key's name, owner, limits or dates",
  description: "Another date cancels the reminders that were planned and plans new ones.",
  access: editing,
  params: byId,
  body: keyChange,
  answer: providerKey,
  idempotent,
});

export const retireKey = defineOperation({
  method: "POST",
  path: "/api/v1/keys/{id}/retirement",
  tag,
  summary: "Take a key out of use",
  description: "Its use from then on is a finding. A key that is retired stays retired.",
  access: editing,
  params: byId,
  answer: providerKey,
  idempotent,
});

export const listUnregistered = defineOperation({
  method: "GET",
  path: "/api/v1/keys/unregistered",
  tag,
  summary: "Keys found in events that nobody registered, the latest first",
  // Whose values are registered for others too would be told by their absence.
  access: { roles: readers, scope: "keys:read", tenants: "refused" },
  query: z.object({ limit: z.coerce.number().int().min(1).max(1000).default(200) }),
  answer: z.object({ unregistered: z.array(unregisteredKey) }),
});

export const importKeys = defineOperation({
  method: "POST",
  path: "/api/v1/keys/import",
  tag,
  summary: "Take a CSV file of keys, all of it or nothing",
  description:
    "Columns as in the export; rows with an `id` change that key, rows without register one by `fingerprint`. Names within a cell are separated by semicolons. Every fault is named with its line.",
  access: editing,
  body: keyFile,
  answer: keyImport,
  idempotent,
});
