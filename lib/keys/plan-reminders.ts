import type pg from "pg";
import { uuidv7 } from "uuidv7";
import { now, nowMs } from "@/lib/platform/clock";
import { addDays, localHour } from "@/lib/platform/time";
import { dueOf, type KeyRecord, zoneOf } from "./model";
import { listReminders, type ReminderRow } from "./queries/reminders";
import { REMINDER_HOUR, remindersAhead } from "./schedule";

/**
 * Brings what is planned for these keys in line with their dates: plans what lies ahead, moves what
 * is due at another hour now (another zone), cancels what was planned for another date. What was sent
 * for a date stays sent: its row is unique, so nothing goes out twice, however often this runs.
 */
export async function planReminders(client: pg.ClientBase, keys: readonly KeyRecord[]): Promise<void> {
  if (keys.length === 0) return;
  const known = new Map<string, ReminderRow[]>();
  for (const row of await listReminders(client, { keyIds: keys.map((key) => key.id), limit: 1_000_000 }))
    known.set(row.key_id, [...(known.get(row.key_id) ?? []), row]);
  for (const key of keys) await planOne(client, key, known.get(key.id) ?? []);
}

async function planOne(client: pg.ClientBase, key: KeyRecord, known: readonly ReminderRow[]): Promise<void> {
  const due = dueOf(key);
  const zone = zoneOf(key);
  const stale = known.filter((row) => (row.state === "planned" || row.state === "due") && row.due_on !== due?.on);
  if (stale.length > 0)
    await client.query("UPDATE key_reminder SET state = 'cancelled', cancelled_at = $2 WHERE id = ANY($1::uuid[])", [
      stale.map((row) => row.id),
      now(),
    ]);
  if (!due) return;
  const recipient = key.owner?.gone ? null : (key.owner?.email ?? null);
  for (const row of known) {
    if (row.state !== "planned" || row.due_on !== due.on) continue;
    const dueMs = localHour(addDays(due.on, row.step), REMINDER_HOUR, zone);
    if (dueMs === row.due_at.getTime() && row.recipient === recipient && row.reason === due.reason) continue;
    await client.query("UPDATE key_reminder SET due_at = $2, recipient = $3, reason = $4 WHERE id = $1", [
      row.id,
      new Date(dueMs),
      recipient,
      due.reason,
    ]);
  }
  const there = new Set(known.filter((row) => row.due_on === due.on && row.state !== "cancelled").map((row) => row.step));
  for (const { step, dueMs } of remindersAhead(due.on, nowMs(), zone)) {
    if (there.has(step)) continue;
    await client.query(
      `INSERT INTO key_reminder (id, key_id, due_on, step, reason, due_at, recipient, state, planned_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 'planned', $8)
       ON CONFLICT (key_id, due_on, step) DO UPDATE
         SET state = 'planned', due_at = excluded.due_at, recipient = excluded.recipient, reason = excluded.reason,
           planned_at = excluded.planned_at, cancelled_at = NULL
         WHERE key_reminder.state = 'cancelled'`,
      [uuidv7(), key.id, due.on, step, due.reason, new Date(dueMs), recipient, now()],
    );
  }
}
