import type pg from "pg";

/** What was sent of a thing, newest first, for the page of that thing. */
export interface DeliveryOf {
  id: string;
  channel_id: string | null;
  channel_name: string | null;
  channel_kind: string | null;
  state: string;
  reason: string | null;
  attempts: number;
  last_status: number | null;
  last_error: string | null;
  created_at: Date;
  finished_at: Date | null;
}

export async function listDeliveriesOf(
  client: pg.Pool | pg.ClientBase,
  subjectKind: string,
  subjectId: string,
  limit: number,
): Promise<DeliveryOf[]> {
  const { rows } = await client.query<DeliveryOf>(
    `SELECT d.id, d.channel_id, c.name AS channel_name, c.kind AS channel_kind, d.state, d.message #>> '{data,reason}' AS reason,
       d.attempts, d.last_status, d.last_error, d.created_at, d.finished_at
     FROM delivery AS d LEFT JOIN channel AS c ON c.id = d.channel_id
     WHERE d.subject_kind = $1 AND d.subject_id = $2 ORDER BY d.seq DESC LIMIT $3`,
    [subjectKind, subjectId, limit],
  );
  return rows;
}
