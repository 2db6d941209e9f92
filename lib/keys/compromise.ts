import { now } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { DomainError } from "@/lib/platform/errors";
import { alterKey, readKey } from "./alter-key";
import { refuseKeys } from "./checks";
import { type Editor, requireEditor } from "./editor";
import { currentValue, type KeyRecord } from "./model";
import { keyPorts } from "./ports";

export const DENIED = "denied here; revoke it at the provider";

/**
 * Marks a key's values in use as compromised: the finding is open at once (critical, what pages), and
 * decisions for these values are denied. Marking it again makes no second stop.
 */
export async function markCompromised(id: string, reason: string, editor: Editor): Promise<KeyRecord> {
  refuseKeys({ reason });
  const marked = await alterKey(id, editor, "key.mark_compromised", async (client, before) => {
    if (before.status === "retired")
      throw new DomainError("conflict", "This key is retired; its use since then is a finding of its own.");
    const at = now();
    const { rowCount } = await client.query(
      "UPDATE provider_key_value SET state = 'compromised', compromised_at = $2 WHERE key_id = $1 AND state IN ('current', 'previous')",
      [id, at],
    );
    if (rowCount === 0) return false;
    await client.query(
      `UPDATE provider_key SET status = 'compromised', compromised_at = $2, compromised_by = $3, compromise_reason = $4,
         rotation_started_at = NULL, rotation_started_by = NULL, rotation_from = NULL WHERE id = $1`,
      [id, at, editor.name, reason],
    );
    return true;
  });
  await stopCompromised(marked, editor);
  return readKey(pool(), id, editor.reach);
}

/** Denies what is not denied yet of a key's compromised values; without a way to, nothing. */
async function stopCompromised(key: KeyRecord, editor: Editor): Promise<void> {
  const { stopKey } = keyPorts();
  if (!stopKey) return;
  for (const { fingerprint, state, stopId } of key.values) {
    if (state !== "compromised" || stopId !== null) continue;
    const stop = await stopKey({ fingerprint, keyId: key.id, keyName: key.name, reason: `${key.name}: ${DENIED}` }, editor);
    await pool().query("UPDATE provider_key_value SET stop_id = $2 WHERE fingerprint = $1", [fingerprint, stop]);
  }
}

/** Makes up for stops that a mark still lacks: the process may have ended between the two. */
export async function stopAllCompromised(editor: Editor): Promise<void> {
  const { rows } = await pool().query<{ key_id: string }>(
    "SELECT DISTINCT key_id FROM provider_key_value WHERE state = 'compromised' AND stop_id IS NULL",
  );
  for (const { key_id } of rows) await stopCompromised(await readKey(pool(), key_id, editor.reach), editor);
}

/** Takes the mark back: a false alarm. Stops are lifted where stops are listed, by who decides that. */
export function withdrawCompromise(id: string, editor: Editor): Promise<KeyRecord> {
  return alterKey(id, editor, "key.withdraw_compromise", async (client, before) => {
    if (before.status !== "compromised") return false;
    requireEditor(editor, before);
    await client.query(
      `UPDATE provider_key SET status = CASE WHEN rotation_started_at IS NULL THEN 'active' ELSE 'rotating' END,
         compromised_at = NULL, compromised_by = NULL, compromise_reason = NULL WHERE id = $1`,
      [id],
    );
    const current = currentValue(before);
    await client.query(
      `UPDATE provider_key_value SET state = CASE WHEN fingerprint = $2 THEN 'current' ELSE 'retired' END, compromised_at = NULL, stop_id = NULL,
         retired_at = CASE WHEN fingerprint = $2 THEN NULL ELSE $3::timestamptz END
       WHERE key_id = $1 AND state = 'compromised' AND compromised_at = $4`,
      [id, current?.fingerprint, now(), before.compromisedAt],
    );
    return true;
  });
}
