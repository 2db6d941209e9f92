import { z } from "zod";
import { type AccessRule, defineOperation, type Operation } from "@/lib/platform/http/operation";
import {
  acceptance,
  closing,
  compromise,
  keyCalendar,
  keyChange,
  keyFile,
  keyFilter,
  keyFinding,
  keyImport,
  keyReminder,
  newCalendar,
  newKey,
  providerKey,
  providerKeyDetail,
  spendOfKey,
  successor,
  unregisteredKey,
} from "./contract";

const readers = ["admin", "finance", "engineer", "viewer"] as const;
const reading: AccessRule = { roles: readers, scope: "keys:read", tenants: "within reach" };
/** An engineer: keys they own. */
const editing: AccessRule = { roles: ["admin", "engineer"], scope: "keys:write", tenants: "refused" };
const administering: AccessRule = { roles: ["admin"], scope: "keys:write", tenants: "refused" };
const byId = z.object({ id: z.uuid("is not an id") });
const tag = "Keys";
const idempotent = true;

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
    "Never send the key: its SHA-256 as `fingerprint` (the digest that events carry), or `unregistered` as listed under /api/v1/keys/unregistered. An engineer registers keys they own.",
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

export const startRotation = defineOperation({
  method: "POST",
  path: "/api/v1/keys/{id}/rotation",
  tag,
  summary: "Start a rotation",
  description: "Started again, it is answered as it is.",
  access: editing,
  params: byId,
  answer: providerKey,
  idempotent,
});

export const cancelRotation = defineOperation({
  method: "DELETE",
  path: "/api/v1/keys/{id}/rotation",
  tag,
  summary: "Give a rotation up",
  description: "Only until the successor is in use.",
  access: editing,
  params: byId,
  answer: providerKey,
  idempotent,
});

export const registerSuccessor = defineOperation({
  method: "PUT",
  path: "/api/v1/keys/{id}/rotation/successor",
  tag,
  summary: "Register the value that takes over",
  description:
    "Both values are valid until the rotation closes: by itself once the new one was seen and the old one silent for `key_silence_minutes`.",
  access: editing,
  params: byId,
  body: successor,
  answer: providerKey,
  idempotent,
});

export const closeRotation = defineOperation({
  method: "POST",
  path: "/api/v1/keys/{id}/rotation/closing",
  tag,
  summary: "Close a rotation by hand",
  access: editing,
  params: byId,
  body: closing,
  answer: providerKey,
  idempotent,
});

export const markCompromised = defineOperation({
  method: "POST",
  path: "/api/v1/keys/{id}/compromise",
  tag,
  summary: "Mark a key compromised",
  description:
    "Opens a critical finding and denies our own decisions for its values. Calls to the provider are not stopped by that: revoke the key at `revocation_url`. `stops` is empty where no stop could be made.",
  access: editing,
  params: byId,
  body: compromise,
  answer: z.object({ key: providerKey, stops: z.array(z.string()), revocation_url: z.string().nullable() }),
  idempotent,
});

export const withdrawCompromise = defineOperation({
  method: "DELETE",
  path: "/api/v1/keys/{id}/compromise",
  tag,
  summary: "Take the mark back: a false alarm",
  description: "Stops stay until they are lifted.",
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

export const acceptFinding = defineOperation({
  method: "PUT",
  path: "/api/v1/keys/findings/{id}/acceptance",
  tag,
  summary: "Accept a finding until a date",
  access: editing,
  params: byId,
  body: acceptance,
  answer: keyFinding,
  idempotent,
});

export const withdrawAcceptance = defineOperation({
  method: "DELETE",
  path: "/api/v1/keys/findings/{id}/acceptance",
  tag,
  summary: "No longer accept a finding",
  access: editing,
  params: byId,
  answer: keyFinding,
  idempotent,
});

const states = z.enum(["planned", "due", "sent", "cancelled"]);

export const listReminders = defineOperation({
  method: "GET",
  path: "/api/v1/keys/reminders",
  tag,
  summary: "Reminders of rotation and expiry, by when they are due",
  description: "A reminder that cannot be sent stays `due` and stands in the console until somebody has seen it.",
  access: reading,
  query: z.object({ state: z.union([states.transform((state) => [state]), z.array(states)]).optional() }),
  answer: z.object({ reminders: z.array(keyReminder) }),
});

export const noteReminderSeen = defineOperation({
  method: "PUT",
  path: "/api/v1/keys/reminders/{id}/seen",
  tag,
  summary: "Note that a due reminder was seen",
  access: editing,
  params: byId,
  answer: keyReminder,
  idempotent,
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

export const listCalendars = defineOperation({
  method: "GET",
  path: "/api/v1/keys/calendars",
  tag,
  summary: "List calendar addresses",
  access: administering,
  answer: z.object({ calendars: z.array(keyCalendar) }),
});

export const createCalendar = defineOperation({
  method: "POST",
  path: "/api/v1/keys/calendars",
  tag,
  summary: "Make a calendar address",
  description: "The address holds a secret and is answered this once.",
  access: administering,
  body: newCalendar,
  answer: keyCalendar.extend({ url: z.string().meta({ description: "For calendar programs; shown only now" }) }),
  status: 201,
});

export const revokeCalendar = defineOperation({
  method: "DELETE",
  path: "/api/v1/keys/calendars/{id}",
  tag,
  summary: "End a calendar address",
  access: administering,
  params: byId,
  answer: keyCalendar,
  idempotent,
});

export const readCalendar = defineOperation({
  method: "GET",
  path: "/api/v1/keys/calendar/{secret}",
  tag,
  summary: "When keys are to be rotated and when they expire, as an iCalendar feed",
  description: "RFC 5545, without key material. Whoever has the address may read it.",
  access: "public",
  params: z.object({ secret: z.string().max(256) }),
  answer: z.string(),
  media: "text/calendar",
});

export const keyOperations: readonly Operation[] = [
  listKeys,
  registerKey,
  readKey,
  changeKey,
  retireKey,
  startRotation,
  cancelRotation,
  registerSuccessor,
  closeRotation,
  markCompromised,
  withdrawCompromise,
  listUnregistered,
  acceptFinding,
  withdrawAcceptance,
  listReminders,
  noteReminderSeen,
  importKeys,
  listCalendars,
  createCalendar,
  revokeCalendar,
  readCalendar,
];
