import type pg from "pg";

export interface ReminderRow {
  id: string;
  key_id: string;
  key_name: string;
  due_on: string;
  step: number;
  reason: "rotation" | "expiry";
  due_at: Date;
  recipient: string | null;
  state: "planned" | "due" | "sent" | "cancelled";
  sent_at: Date | null;
  sent_via: string | null;
  cancelled_at: Date | null;
}

/** Reminders by when they are due; of one key, of one state, or one of them. */
export async function listReminders(
  client: { query: pg.Pool["query"] },
  filter: { keyIds?: readonly string[]; id?: string; states?: readonly string[]; limit?: number },
): Promise<ReminderRow[]> {
  const { rows } = await client.query<ReminderRow>(
    `SELECT r.id, r.key_id, k.name AS key_name, r.due_on::text AS due_on, r.step, r.reason, r.due_at, r.recipient, r.state,
       r.sent_at, r.sent_via, r.cancelled_at
     FROM key_reminder AS r JOIN provider_key AS k ON k.id = r.key_id
     WHERE ($1::uuid[] IS NULL OR r.key_id = ANY($1)) AND ($2::uuid IS NULL OR r.id = $2) AND ($3::text[] IS NULL OR r.state = ANY($3))
     ORDER BY r.due_at, r.id LIMIT $4`,
    [filter.keyIds ?? null, filter.id ?? null, filter.states ?? null, filter.limit ?? 1000],
  );
  return rows;
}
