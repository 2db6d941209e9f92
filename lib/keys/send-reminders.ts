import { bumpVersion } from "@/lib/platform/change-versions";
import { now } from "@/lib/platform/clock";
import { inTransaction, pool } from "@/lib/platform/database";
import { DomainError } from "@/lib/platform/errors";
import type { Reach } from "@/lib/platform/reach";
import { readKey } from "./alter-key";
import type { KeyReminder } from "./contract";
import { type Editor, requireEditor } from "./editor";
import { planReminders } from "./plan-reminders";
import { keyPorts } from "./ports";
import { loadKeys } from "./queries/load-keys";
import { listReminders, type ReminderRow } from "./queries/reminders";
import { visibleKeys } from "./queries/visible-keys";
import { shownReminder } from "./shown";

/** One planner at a time. */
const REMINDER_LOCK = 7_310_051;

/**
 * Plans what lies ahead of every key and turns to what is due: marks it, and sends it where there is a
 * way to. A reminder whose hour passed while nothing ran is turned to at the next start, once.
 * @returns how many became due
 */
export async function runReminders(): Promise<number> {
  const due = await inTransaction(async (client) => {
    await client.query("SELECT pg_advisory_xact_lock($1)", [REMINDER_LOCK]);
    // First what is no longer meant is cancelled: a date that a setting moved must not be reminded of.
    await planReminders(client, await loadKeys(client, null));
    const { rowCount } = await client.query("UPDATE key_reminder SET state = 'due' WHERE state = 'planned' AND due_at <= $1", [
      now(),
    ]);
    if (rowCount) await bumpVersion(client, "key_reminders");
    return rowCount ?? 0;
  });
  for (const reminder of await listReminders(pool(), { states: ["due"] })) await send(reminder.id);
  return due;
}

/** Sends one reminder and marks it, or neither; another instance that is at it is left alone. */
async function send(id: string): Promise<void> {
  await inTransaction(async (client) => {
    const claimed = await client.query("SELECT FROM key_reminder WHERE id = $1 AND state = 'due' FOR UPDATE SKIP LOCKED", [id]);
    if (claimed.rowCount === 0) return;
    const [reminder] = await listReminders(client, { id });
    const via = reminder ? await keyPorts().sendReminder(client, reminder) : null;
    if (via !== null)
      await client.query("UPDATE key_reminder SET state = 'sent', sent_at = $2, sent_via = $3 WHERE id = $1", [id, now(), via]);
  });
}

/** Reminders in these states of keys within reach, by when they are due. */
export async function listKeyReminders(
  states: readonly ReminderRow["state"][] | undefined,
  reach: Reach,
): Promise<{ reminders: KeyReminder[] }> {
  const visible = await visibleKeys(pool(), reach);
  const keyIds = visible ? { keyIds: [...visible] } : {};
  const rows = await listReminders(pool(), states ? { states, ...keyIds } : keyIds);
  return { reminders: rows.map(shownReminder) };
}

/** Notes that somebody read a due reminder in the console. Again changes nothing. */
export async function noteReminderSeen(id: string, editor: Editor): Promise<KeyReminder> {
  return inTransaction(async (client) => {
    await client.query("SELECT FROM key_reminder WHERE id = $1 FOR UPDATE", [id]);
    const [before] = await listReminders(client, { id });
    const visible = before && (await visibleKeys(client, editor.reach));
    if (!before || visible?.has(before.key_id) === false)
      throw new DomainError("not_found", "There is no reminder with this id.");
    requireEditor(editor, await readKey(client, before.key_id, editor.reach));
    if (before.state === "sent") return shownReminder(before);
    if (before.state !== "due") throw new DomainError("conflict", `This reminder is ${before.state}, not due.`);
    await client.query("UPDATE key_reminder SET state = 'sent', sent_at = $2, sent_via = 'console' WHERE id = $1", [id, now()]);
    const [after] = await listReminders(client, { id });
    await editor.note(client, {
      action: "key_reminder.seen",
      subject: `key:${before.key_name}`,
      after: { due_on: before.due_on, step: before.step },
    });
    await bumpVersion(client, "key_reminders");
    return shownReminder(after ?? before);
  });
}
