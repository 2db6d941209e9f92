import type pg from "pg";

export interface DeliveryRow {
  id: string;
  seq: number;
  channel_id: string | null;
  channel_name: string | null;
  channel_kind: string | null;
  recipient: string | null;
  subject_kind: string;
  subject_id: string;
  title: string | null;
  summary: string | null;
  event: string | null;
  state: "pending" | "delivered" | "failed";
  attempts: number;
  next_attempt_at: Date;
  give_up_at: Date;
  last_status: number | null;
  last_error: string | null;
  fallback_of: string | null;
  failed_channel: string | null;
  created_at: Date;
  finished_at: Date | null;
}

export interface DeliveryQuestion {
  id: string | null;
  channelId: string | null;
  state: string | null;
  subjectKind: string | null;
  subjectId: string | null;
  /** Whether letters about accounts may be seen. */
  letters: boolean;
  before: number | null;
  limit: number;
}

/** Deliveries, newest first, without what the canary sends to itself. */
export async function findDeliveries(client: pg.Pool | pg.ClientBase, asked: DeliveryQuestion): Promise<DeliveryRow[]> {
  const { rows } = await client.query<DeliveryRow>(
    `SELECT d.id, d.seq, d.channel_id, c.name AS channel_name, c.kind AS channel_kind, d.recipient, d.subject_kind, d.subject_id,
       d.message ->> 'title' AS title, d.message ->> 'summary' AS summary, d.message ->> 'event' AS event, d.state, d.attempts,
       d.next_attempt_at, d.give_up_at, d.last_status, d.last_error, d.fallback_of, d.failed_channel, d.created_at, d.finished_at
     FROM delivery AS d LEFT JOIN channel AS c ON c.id = d.channel_id
     WHERE d.subject_kind <> 'canary' AND ($1::uuid IS NULL OR d.id = $1) AND ($2::uuid IS NULL OR d.channel_id = $2)
       AND ($3::text IS NULL OR d.state = $3) AND ($4::text IS NULL OR d.subject_kind = $4)
       AND ($5::text IS NULL OR d.subject_id = $5) AND ($6 OR d.channel_id IS NOT NULL) AND ($7::bigint IS NULL OR d.seq < $7)
     ORDER BY d.seq DESC LIMIT $8`,
    [asked.id, asked.channelId, asked.state, asked.subjectKind, asked.subjectId, asked.letters, asked.before, asked.limit],
  );
  return rows;
}
