import type pg from "pg";
import type { Author } from "@/lib/platform/author";
import { bumpVersion } from "@/lib/platform/change-versions";
import { now } from "@/lib/platform/clock";
import { inTransaction } from "@/lib/platform/database";
import { DomainError } from "@/lib/platform/errors";
import { Reach } from "@/lib/platform/reach";
import { columnsOf, fault } from "./checks";
import type { DirectoryEntry, DirectoryKind, EntryChange, NewEntry } from "./contract";
import type { EntryRecord } from "./model";
import { refreshNames } from "./names/service";
import { loadEntries } from "./queries/load-entries";
import { shownEntry } from "./shown";

/** One change of the directory at a time: which names are one stays a matter of one level. */
const DIRECTORY_LOCK = 7_310_067;

export async function lockDirectory(client: pg.ClientBase): Promise<void> {
  await client.query("SELECT pg_advisory_xact_lock($1)", [DIRECTORY_LOCK]);
}

export async function findEntry(client: pg.ClientBase, kind: DirectoryKind, name: string): Promise<EntryRecord | undefined> {
  return (await loadEntries(client, { kind, names: [name] }, Reach.everywhere))[0];
}

const audited = (entry: EntryRecord) => {
  const { name: _name, kind: _kind, aliases: _aliases, first_seen: _first, last_seen: _last, ...rest } = shownEntry(entry);
  return rest;
};

/** Changes an entry within a transaction. @returns whether anything is other than before */
export async function applyChange(
  client: pg.ClientBase,
  before: EntryRecord,
  change: EntryChange,
  author: Author,
): Promise<boolean> {
  const { kind, name } = before;
  const columns = await columnsOf(client, kind, name, change);
  const names = Object.keys(columns);
  if (names.length === 0) return false;
  const { rowCount } = await client.query(
    `UPDATE directory_entry SET updated_at = $3, ${names.map((column, at) => `${column} = $${at + 4}`).join(", ")}
     WHERE kind = $1 AND name = $2 AND (${names.map((column, at) => `${column} IS DISTINCT FROM $${at + 4}`).join(" OR ")})`,
    [kind, name, now(), ...Object.values(columns)],
  );
  if (rowCount === 0) return false;
  const after = await findEntry(client, kind, name);
  await author.note(client, {
    action: `${kind}.${actionOf(before, after)}`,
    subject: `${kind}:${name}`,
    before: audited(before),
    after: after && audited(after),
  });
  await bumpVersion(client, "directory");
  return true;
}

function actionOf(before: EntryRecord, after: EntryRecord | undefined): string {
  if (before.mergedInto === (after?.mergedInto ?? null)) return "change";
  return after?.mergedInto ? "merge" : "unmerge";
}

/** Enters a name that no event had yet, within a transaction. @throws conflict where it is there */
export async function insertEntry(
  client: pg.ClientBase,
  kind: DirectoryKind,
  { name, ...change }: NewEntry,
  author: Author,
): Promise<void> {
  if (kind === "tenant" && name.startsWith("__"))
    throw fault("/name", 'must not begin with "__": such tenants are reserved for Costwarden itself');
  const made = await client.query(
    "INSERT INTO directory_entry (kind, name, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    [kind, name, now()],
  );
  if (made.rowCount === 0) throw new DomainError("conflict", `The ${kind} "${name}" is in the directory already: change it.`);
  const entry = await findEntry(client, kind, name);
  if (!entry) throw new Error("an entry vanished while it was being made");
  await author.note(client, { action: `${kind}.create`, subject: `${kind}:${name}`, after: audited(entry) });
  await applyChange(client, entry, change, author);
}

async function shown(client: pg.ClientBase, kind: DirectoryKind, name: string): Promise<DirectoryEntry> {
  const entry = await findEntry(client, kind, name);
  if (!entry) throw new DomainError("not_found", `There is no ${kind} of this name in the directory.`);
  return shownEntry(entry);
}

/**
 * Changes what people say of a name, or under which other one it is read. The same change again changes nothing.
 * @throws not_found; validation_failed naming the field
 */
export async function changeEntry(
  kind: DirectoryKind,
  name: string,
  change: EntryChange,
  author: Author,
): Promise<DirectoryEntry> {
  const answer = await inTransaction(async (client) => {
    await lockDirectory(client);
    const before = await findEntry(client, kind, name);
    if (!before) throw new DomainError("not_found", `There is no ${kind} of this name in the directory.`);
    await applyChange(client, before, change, author);
    return shown(client, kind, name);
  });
  await refreshNames();
  return answer;
}

/** Enters a name ahead of its first event. @throws conflict, validation_failed */
export async function createEntry(kind: DirectoryKind, given: NewEntry, author: Author): Promise<DirectoryEntry> {
  const answer = await inTransaction(async (client) => {
    await lockDirectory(client);
    await insertEntry(client, kind, given, author);
    return shown(client, kind, given.name);
  });
  await refreshNames();
  return answer;
}
