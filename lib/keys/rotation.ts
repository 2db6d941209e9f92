import type pg from "pg";
import { now, nowMs } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { DomainError } from "@/lib/platform/errors";
import { organisation } from "@/lib/platform/organisation";
import { MINUTE_MS } from "@/lib/platform/time";
import { alterKey } from "./alter-key";
import { dateFaults, refuseKeys, requireNone } from "./checks";
import type { Successor } from "./contract";
import type { Editor } from "./editor";
import { currentValue, type KeyRecord, type ValueRecord } from "./model";
import { loadKeys } from "./queries/load-keys";
import { storedForm, storeValue } from "./register-key";

/** The values that a rotation moves traffic away from. */
function outgoing(key: KeyRecord): ValueRecord[] {
  return key.values.filter(
    (value) => value.state === "previous" || (value.state === "compromised" && value.generation === key.rotationFrom),
  );
}

/** Whether the value that is to take over is registered. */
export function hasSuccessor(key: KeyRecord): boolean {
  return key.rotationFrom !== null && (currentValue(key)?.generation ?? 0) > key.rotationFrom;
}

/**
 * When a rotation closes by itself, in milliseconds: the new value was seen, and the old one has been
 * silent, while both were valid, for as long as the setting says. Null until the new one is seen.
 */
export function closesAtMs(key: KeyRecord): number | null {
  const current = currentValue(key);
  if (!hasSuccessor(key) || !current?.lastSeen) return null;
  const silentFromMs = Math.max(current.registeredAt.getTime(), ...outgoing(key).map((value) => value.lastSeen?.getTime() ?? 0));
  return silentFromMs + organisation().key_silence_minutes * MINUTE_MS;
}

/** Begins a rotation. A key that is being rotated already is answered as it is. */
export function startRotation(id: string, editor: Editor): Promise<KeyRecord> {
  return alterKey(id, editor, "key.start_rotation", async (client, before) => {
    if (before.rotationStartedAt !== null) return false;
    if (before.status === "retired") throw new DomainError("conflict", "A retired key is not rotated; register a new one.");
    await client.query(
      `UPDATE provider_key SET rotation_started_at = $2, rotation_started_by = $3, rotation_from = $4,
         status = CASE WHEN status = 'compromised' THEN status ELSE 'rotating' END WHERE id = $1`,
      [id, now(), editor.name, currentValue(before)?.generation ?? 0],
    );
    return true;
  });
}

/**
 * Registers the value that takes over; both are valid until the rotation closes. The same value again
 * changes nothing.
 * @throws conflict for another value while one is registered, and for a value that is known
 */
export async function registerSuccessor(id: string, given: Successor, editor: Editor): Promise<KeyRecord> {
  refuseKeys({ last4: given.last4 });
  requireNone(dateFaults({ expires_at: given.expires_at }));
  const { fingerprint, last4 } = await storedForm(pool(), given, editor.reach);
  return alterKey(id, editor, "key.register_successor", async (client, before) => {
    const current = currentValue(before);
    if (current?.fingerprint === fingerprint && current.generation > 1) return false;
    if (before.rotationStartedAt === null) throw new DomainError("conflict", "No rotation is under way: start one first.");
    if (hasSuccessor(before))
      throw new DomainError("conflict", `This rotation has its successor already, …${current?.last4 ?? ""}.`, {
        errors: [{ pointer: "/fingerprint", detail: "is another value than the one registered for this rotation" }],
      });
    await client.query(
      `UPDATE provider_key_value SET state = CASE WHEN state = 'current' THEN 'previous' ELSE state END, used_from = $3, expires_at = $4
       WHERE key_id = $1 AND generation = $2`,
      [id, current?.generation, before.rotatedAt, before.expiresAt],
    );
    const value = { fingerprint, keyId: id, last4, generation: (current?.generation ?? 0) + 1 };
    await storeValue(client, value, "/fingerprint", editor.reach);
    // The clock of the next rotation begins with the new value; the expiry was the old one's.
    await client.query("UPDATE provider_key SET status = 'rotating', rotated_at = $2, expires_at = $3 WHERE id = $1", [
      id,
      now(),
      given.expires_at === null ? null : new Date(given.expires_at),
    ]);
    return true;
  });
}

async function close(client: pg.ClientBase, key: KeyRecord): Promise<void> {
  await client.query(
    "UPDATE provider_key_value SET state = 'retired', retired_at = $2 WHERE key_id = $1 AND state = 'previous'",
    [key.id, now()],
  );
  await client.query(
    `UPDATE provider_key SET status = 'active', rotation_started_at = NULL, rotation_started_by = NULL, rotation_from = NULL,
       compromised_at = NULL, compromised_by = NULL, compromise_reason = NULL WHERE id = $1`,
    [key.id],
  );
}

/**
 * Closes a rotation by hand. One that is closed stays closed.
 * @throws confirmation_required while the old value is not silent yet
 */
export function closeRotation(id: string, confirm: boolean, editor: Editor): Promise<KeyRecord> {
  return alterKey(id, editor, "key.close_rotation", async (client, before) => {
    if (before.rotationStartedAt === null) return false;
    if (!hasSuccessor(before))
      throw new DomainError("conflict", "No successor is registered yet: register one, or cancel the rotation.");
    const closesMs = closesAtMs(before);
    if (!confirm && (closesMs === null || closesMs > nowMs()))
      throw new DomainError(
        "confirmation_required",
        closesMs === null
          ? "The new value was not seen yet. Send confirm: true to retire the old one all the same."
          : "The old value is not silent yet. Send confirm: true to retire it all the same.",
      );
    await close(client, before);
    return true;
  });
}

/**
 * Gives a rotation up. A successor that no event carried is forgotten.
 * @throws conflict once the successor is in use: close the rotation instead
 */
export function cancelRotation(id: string, editor: Editor): Promise<KeyRecord> {
  return alterKey(id, editor, "key.cancel_rotation", async (client, before) => {
    if (before.rotationStartedAt === null) return false;
    const current = currentValue(before);
    const old = before.values[1];
    if (hasSuccessor(before) && current && old) {
      if (current.lastSeen !== null)
        throw new DomainError("conflict", "The successor is in use already: close the rotation instead.");
      await client.query("DELETE FROM provider_key_value WHERE fingerprint = $1", [current.fingerprint]);
      await client.query("UPDATE provider_key_value SET state = 'current' WHERE fingerprint = $1 AND state = 'previous'", [
        old.fingerprint,
      ]);
      await client.query(
        `UPDATE provider_key AS k SET rotated_at = coalesce(v.used_from, k.rotated_at), expires_at = v.expires_at
         FROM provider_key_value AS v WHERE k.id = $1 AND v.fingerprint = $2`,
        [id, old.fingerprint],
      );
    }
    await client.query(
      `UPDATE provider_key SET rotation_started_at = NULL, rotation_started_by = NULL, rotation_from = NULL,
         status = CASE WHEN compromised_at IS NULL THEN 'active' ELSE 'compromised' END WHERE id = $1`,
      [id],
    );
    return true;
  });
}

/** Closes every rotation whose new value was seen and whose old one fell silent. @returns the names of the keys */
export async function closeSilentRotations(editor: Editor): Promise<string[]> {
  const { rows } = await pool().query<{ id: string }>("SELECT id FROM provider_key WHERE rotation_started_at IS NOT NULL");
  if (rows.length === 0) return [];
  const ripe = (key: KeyRecord) => {
    const closesMs = closesAtMs(key);
    return closesMs !== null && closesMs <= nowMs();
  };
  const closed: string[] = [];
  const keys = await loadKeys(
    pool(),
    rows.map((row) => row.id),
  );
  for (const key of keys.filter(ripe)) {
    await alterKey(key.id, editor, "key.close_rotation", async (client, before) => {
      // Judged again under the lock: another instance or a person may have been first.
      if (before.rotationStartedAt === null || !ripe(before)) return false;
      await close(client, before);
      closed.push(before.name);
      return true;
    });
  }
  return closed;
}
