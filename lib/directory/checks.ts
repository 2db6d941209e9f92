import type pg from "pg";
import { listChannels } from "@/lib/deliveries/service";
import { findOwner, refuseKeys } from "@/lib/keys/service";
import { DomainError } from "@/lib/platform/errors";
import type { DirectoryKind, EntryChange } from "./contract";

export function fault(pointer: string, detail: string): DomainError {
  return new DomainError("validation_failed", `${pointer}: ${detail}.`, { errors: [{ pointer, detail }] });
}

interface Named {
  merged_into: string | null;
}

/**
 * That a name may be read under another one: there is such an entry, it is itself read under its own name, and nothing
 * is read under this one.
 */
async function checkTarget(client: pg.ClientBase, kind: DirectoryKind, name: string, target: string): Promise<void> {
  if (target === name) throw fault("/merged_into", "is the entry itself");
  const found = await client.query<Named>(
    "SELECT merged_into FROM directory_entry WHERE kind = $1 AND name = $2 FOR NO KEY UPDATE",
    [kind, target],
  );
  const [into] = found.rows;
  if (!into) throw fault("/merged_into", `is no ${kind} in the directory`);
  if (into.merged_into !== null) throw fault("/merged_into", `was itself merged into "${into.merged_into}": name that one`);
  const { rows } = await client.query<{ name: string }>(
    "SELECT name FROM directory_entry WHERE kind = $1 AND merged_into = $2 ORDER BY name LIMIT 1",
    [kind, name],
  );
  const [alias] = rows;
  if (alias) throw fault("/merged_into", `cannot be set while "${alias.name}" is merged into this one: merge that one first`);
}

/** The columns that a change gives. @throws validation_failed naming the field */
export async function columnsOf(
  client: pg.ClientBase,
  kind: DirectoryKind,
  name: string,
  change: EntryChange,
): Promise<Record<string, unknown>> {
  refuseKeys(change);
  const columns: Record<string, unknown> = {};
  for (const field of ["display_name", "cost_centre", "tags"] as const)
    if (change[field] !== undefined) columns[field] = change[field];
  if (change.owner !== undefined) {
    const owner = change.owner === null || change.owner === "" ? null : await findOwner(client, change.owner);
    if (typeof owner === "string") throw fault("/owner", owner);
    columns.owner_user_id = owner?.userId ?? null;
    columns.owner_email = owner?.email ?? null;
  }
  if (change.channel_id !== undefined) {
    const { channel_id: id } = change;
    if (id !== null && !(await listChannels(client)).some((channel) => channel.id === id))
      throw fault("/channel_id", "is no channel here");
    columns.channel_id = id;
  }
  if (change.merged_into !== undefined) {
    if (change.merged_into !== null) await checkTarget(client, kind, name, change.merged_into);
    columns.merged_into = change.merged_into;
  }
  return columns;
}
