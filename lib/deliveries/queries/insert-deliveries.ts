import type { Client } from "../client";

export const SEND_TASK = "send_deliveries";
/** Stands for "all letters" where a channel's id would be. */
export const LETTERS = "letters";

export interface NewDelivery {
  id: string;
  channel_id: string | null;
  recipient: string | null;
  key: string;
  subject_kind: string;
  subject_id: string;
  ordered_by: string;
  message: unknown;
  fallback_of: string | null;
  tried_channels: readonly string[];
  failed_channel: string | null;
}

/**
 * Writes deliveries that are not there yet, and a job for each channel that got one: all of it in the caller's transaction.
 * A channel that keeps incidents is not told what is no event to it; one that was deleted, nothing.
 */
export async function insertDeliveries(client: Client, list: readonly NewDelivery[]): Promise<void> {
  if (list.length === 0) return;
  await client.query(
    `WITH made AS (
       INSERT INTO delivery (id, channel_id, recipient, key, subject_kind, subject_id, ordered_by, message, fallback_of,
         tried_channels, failed_channel)
       SELECT g.id, g.channel_id, g.recipient, g.key, g.subject_kind, g.subject_id, g.ordered_by, g.message, g.fallback_of,
         g.tried_channels, g.failed_channel
       FROM jsonb_to_recordset($1::jsonb) AS g(id uuid, channel_id uuid, recipient text, key text,
         subject_kind text, subject_id text, ordered_by text, message jsonb, fallback_of uuid, tried_channels uuid[],
         failed_channel text)
       LEFT JOIN channel AS c ON c.id = g.channel_id
       WHERE g.channel_id IS NULL
          OR c.deleted_at IS NULL AND c.id IS NOT NULL AND NOT (c.kind = 'pagerduty' AND g.message ->> 'event' = 'none')
       ORDER BY g.id
       ON CONFLICT DO NOTHING
       RETURNING channel_id)
     SELECT graphile_worker.add_job($2, json_build_object('channel', coalesce(m.channel_id::text, $3)), max_attempts => 3)
     FROM (SELECT DISTINCT channel_id FROM made) AS m`,
    [JSON.stringify(list), SEND_TASK, LETTERS],
  );
}
