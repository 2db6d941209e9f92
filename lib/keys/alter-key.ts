import type pg from "pg";
import { bumpVersion } from "@/lib/platform/change-versions";
import { now } from "@/lib/platform/clock";
import { inTransaction } from "@/lib/platform/database";
import { DomainError } from "@/lib/platform/errors";
import type { Reach } from "@/lib/platform/reach";
import { inUseElsewhere } from "./checks";
import { type Editor, requireEditor } from "./editor";
import { evaluateKeys } from "./evaluate";
import { forgetLineages } from "./lineages";
import type { KeyRecord } from "./model";
import { planReminders } from "./plan-reminders";
import { loadKeys } from "./queries/load-keys";
import { visibleKeys } from "./queries/visible-keys";
import { auditedKey } from "./shown";

/**
 * A key as it is, held until the transaction ends. Not FOR UPDATE: findings that are stored meanwhile
 * refer to the row and would wait for us while we wait for them.
 */
export async function lockKey(client: pg.ClientBase, id: string, reach: Reach): Promise<KeyRecord> {
  await client.query("SELECT FROM provider_key WHERE id = $1 FOR NO KEY UPDATE", [id]);
  return readKey(client, id, reach);
}

/** @throws not_found, also for a key out of reach */
export async function readKey(client: { query: pg.Pool["query"] }, id: string, reach: Reach): Promise<KeyRecord> {
  const [key] = await loadKeys(client, [id]);
  const visible = await visibleKeys(client, reach);
  if (!key || visible?.has(key.id) === false) throw new DomainError("not_found", "There is no key with this id.");
  return key;
}

export interface Altered {
  id: string;
  action: string;
  before: KeyRecord | null;
}

/** A value that others use as well would make the key theirs too: it is not taken, and not told why. */
async function requireStillWithin(client: pg.ClientBase, ids: readonly string[], { reach }: Editor): Promise<void> {
  const visible = await visibleKeys(client, reach);
  if (visible !== null && ids.some((id) => !visible.has(id))) throw inUseElsewhere("/fingerprint");
}

/** What follows from every change, in its transaction: audit, reminders, findings, and word to other instances. */
export async function settleKeys(client: pg.ClientBase, altered: readonly Altered[], editor: Editor): Promise<KeyRecord[]> {
  const ids = altered.map((each) => each.id);
  await requireStillWithin(client, ids, editor);
  const after = await loadKeys(client, ids);
  for (const { id, action, before } of altered) {
    const key = after.find((each) => each.id === id);
    if (!key) throw new Error("a key vanished while it was being changed");
    const states = { ...(before ? { before: auditedKey(before) } : {}), after: auditedKey(key) };
    await editor.note(client, { action, subject: `key:${key.name}`, ...states });
  }
  await planReminders(client, after);
  await evaluateKeys(client, ids);
  await bumpVersion(client, "keys");
  return after;
}

/**
 * One change of a key by somebody who may make it. `change` answers false where there is nothing to
 * do: a step that was taken before is not taken again and leaves no trace.
 */
export async function alterKey(
  id: string,
  editor: Editor,
  action: string,
  change: (client: pg.ClientBase, before: KeyRecord) => Promise<boolean>,
): Promise<KeyRecord> {
  const after = await inTransaction(async (client) => {
    const before = await lockKey(client, id, editor.reach);
    requireEditor(editor, before);
    if (!(await change(client, before))) return before;
    await client.query("UPDATE provider_key SET updated_at = $2 WHERE id = $1", [id, now()]);
    const [settled] = await settleKeys(client, [{ id, action, before }], editor);
    return settled ?? before;
  });
  forgetLineages();
  return after;
}
