import type pg from "pg";

export interface FailedPending {
  id: string;
  seq: number;
  subject_kind: string;
  subject_id: string;
  ordered_by: string;
  message: unknown;
  tried_channels: string[];
  channel_id: string;
  channel_name: string;
  fallback_channel_id: string | null;
}

/** Ends what waits for a channel that is switched off or deleted; it can be sent again by hand. @returns what was ended, in order */
export async function failPending(client: pg.ClientBase, channelId: string): Promise<FailedPending[]> {
  const { rows } = await client.query<FailedPending>(
    `UPDATE delivery AS d SET state = 'failed', finished_at = now(), leased_until = NULL,
       last_error = CASE WHEN c.deleted_at IS NULL THEN 'The channel is switched off' ELSE 'The channel was deleted' END
     FROM channel AS c
     WHERE c.id = $1 AND d.channel_id = c.id AND (NOT c.enabled OR c.deleted_at IS NOT NULL) AND d.state = 'pending'
       AND (d.leased_until IS NULL OR d.leased_until <= now())
     RETURNING d.id, d.seq, d.subject_kind, d.subject_id, d.ordered_by, d.message, d.tried_channels, d.channel_id,
       c.name AS channel_name, c.fallback_channel_id`,
    [channelId],
  );
  return rows.sort((one, other) => one.seq - other.seq);
}
