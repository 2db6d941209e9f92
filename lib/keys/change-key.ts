import type pg from "pg";
import { now } from "@/lib/platform/clock";
import { DomainError } from "@/lib/platform/errors";
import { canonicalProvider } from "@/lib/pricing/service";
import { alterKey } from "./alter-key";
import { dateFaults, fault, findOwner, refuseKeys, requireNone } from "./checks";
import type { KeyChange } from "./contract";
import { type Editor, requireTenantsWithin } from "./editor";
import type { KeyRecord } from "./model";

type Columns = Record<string, unknown>;

async function columnsOf(client: pg.ClientBase, before: KeyRecord, change: KeyChange): Promise<Columns> {
  const columns: Columns = {};
  const set = (column: string, value: unknown) => {
    if (value !== undefined) columns[column] = value;
  };
  const date = (ms: number | null | undefined) => (typeof ms === "number" ? new Date(ms) : ms);
  set("name", change.name);
  set("provider", change.provider === undefined ? undefined : canonicalProvider(change.provider));
  set("environment", change.environment);
  set("purpose", change.purpose);
  set("allowed_tenants", change.allowed_tenants);
  set("allowed_features", change.allowed_features);
  set("allowed_environments", change.allowed_environments);
  set("rotation_days", change.rotation_days);
  set("rotated_at", date(change.last_rotated_at));
  set("expires_at", date(change.expires_at));
  set("timezone", change.timezone);
  // An owner who is kept stays as they are, also where they are gone.
  const kept = change.owner === (before.owner?.email ?? null) || (change.owner !== null && change.owner === before.owner?.userId);
  if (change.owner !== undefined && !kept) {
    const owner = change.owner === null || change.owner === "" ? null : await findOwner(client, change.owner);
    if (typeof owner === "string") throw fault("/owner", owner);
    set("owner_user_id", owner?.userId ?? null);
    set("owner_email", owner?.email ?? null);
  }
  return columns;
}

/** Sets the fields that are given, within a transaction. @returns whether anything is another now */
export async function applyChange(client: pg.ClientBase, before: KeyRecord, change: KeyChange, editor: Editor): Promise<boolean> {
  refuseKeys(change);
  if (change.allowed_tenants !== undefined) requireTenantsWithin(editor, change.allowed_tenants);
  requireNone(dateFaults(change));
  const columns = await columnsOf(client, before, change);
  const names = Object.keys(columns);
  if (names.length === 0) return false;
  const { rowCount } = await client.query(
    `UPDATE provider_key SET ${names.map((name, at) => `${name} = $${at + 2}`).join(", ")}
     WHERE id = $1 AND (${names.map((name, at) => `${name} IS DISTINCT FROM $${at + 2}`).join(" OR ")})`,
    [before.id, ...Object.values(columns)],
  );
  return rowCount !== 0;
}

/** Changes what a person may change of a key; its dates move its reminders with them. */
export function changeKey(id: string, change: KeyChange, editor: Editor): Promise<KeyRecord> {
  return alterKey(id, editor, "key.change", (client, before) => applyChange(client, before, change, editor));
}

/** Takes a key out of use: its values are no longer to be seen in events. Again changes nothing. */
export function retireKey(id: string, editor: Editor): Promise<KeyRecord> {
  return alterKey(id, editor, "key.retire", async (client, before) => {
    if (before.status === "retired") return false;
    if (before.status === "compromised")
      throw new DomainError("conflict", "A compromised key stays marked until a successor took its place: rotate it.");
    const at = now();
    await client.query(
      "UPDATE provider_key SET status = 'retired', retired_at = $2, rotation_started_at = NULL, rotation_started_by = NULL, rotation_from = NULL WHERE id = $1",
      [id, at],
    );
    await client.query(
      "UPDATE provider_key_value SET state = 'retired', retired_at = $2 WHERE key_id = $1 AND state IN ('current', 'previous')",
      [id, at],
    );
    return true;
  });
}
