import { now } from "@/lib/platform/clock";
import { DomainError } from "@/lib/platform/errors";
import { alterKey } from "./alter-key";
import { refuseKeys } from "./checks";
import { type Editor, requireEditor } from "./editor";
import { currentValue, type KeyRecord } from "./model";
import { keyPorts } from "./ports";

export interface Compromised {
  key: KeyRecord;
  /** What denies our own decisions for its values; empty where nothing could be made. */
  stops: string[];
}

export const DENIED = "denied here; revoke it at the provider";

/**
 * Marks a key's values in use as compromised: the finding is open at once (critical, what pages), and
 * decisions for these values are denied. Marking it again makes no second stop.
 */
export async function markCompromised(id: string, reason: string, editor: Editor): Promise<Compromised> {
  refuseKeys({ reason });
  let marked: string[] = [];
  const key = await alterKey(id, editor, "key.mark_compromised", async (client, before) => {
    if (before.status === "retired")
      throw new DomainError("conflict", "This key is retired; its use since then is a finding of its own.");
    const values = before.values.filter((value) => value.state === "current" || value.state === "previous");
    marked = values.map((value) => value.fingerprint);
    if (values.length === 0) return false;
    const at = now();
    await client.query(
      "UPDATE provider_key_value SET state = 'compromised', compromised_at = $2 WHERE key_id = $1 AND state IN ('current', 'previous')",
      [id, at],
    );
    await client.query(
      `UPDATE provider_key SET status = 'compromised', compromised_at = $2, compromised_by = $3, compromise_reason = $4,
         rotation_started_at = NULL, rotation_started_by = NULL, rotation_from = NULL WHERE id = $1`,
      [id, at, editor.name, reason],
    );
    return true;
  });
  const { stopKey } = keyPorts();
  const stops: string[] = [];
  for (const fingerprint of stopKey ? marked : []) {
    const stop = await stopKey?.({ fingerprint, keyId: id, keyName: key.name, reason: DENIED }, editor);
    if (stop) stops.push(stop);
  }
  return { key, stops };
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
      `UPDATE provider_key_value SET state = CASE WHEN fingerprint = $2 THEN 'current' ELSE 'retired' END, compromised_at = NULL,
         retired_at = CASE WHEN fingerprint = $2 THEN NULL ELSE $3::timestamptz END
       WHERE key_id = $1 AND state = 'compromised' AND compromised_at = $4`,
      [id, current?.fingerprint, now(), before.compromisedAt],
    );
    return true;
  });
}
