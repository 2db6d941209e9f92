import type pg from "pg";

/** A delivery that this instance alone may attempt until its lease ends, with what is needed to send it. */
export interface Claimed {
  id: string;
  recipient: string | null;
  subject_kind: string;
  subject_id: string;
  ordered_by: string;
  message: Record<string, unknown>;
  attempts: number;
  /** Attempts of the present day of trying: sent again by hand, it begins anew. */
  tried: number;
  give_up_at: Date;
  tried_channels: string[];
  failed_channel: string | null;
  fallen_back: boolean;
  channel_id: string | null;
  channel_name: string | null;
  kind: string | null;
  sealed: string | null;
  allow_private: boolean;
  fallback_channel_id: string | null;
  /** How long the receiver asked not to be sent anything, of what is left. */
  wait_ms: number;
}

/** Longer than an attempt can take with its wait for the channel's pace; a killed instance's deliveries wait for its end. */
export const LEASE_SECONDS = 25;
/** How long a claimed delivery may wait for the channel's turn. */
const PATIENCE_SECONDS = 3;

/**
 * Takes the next delivery of a channel that is due: not one that another attempt holds, nor one that must wait for an earlier
 * message about the same thing. Both orders are those of an index (delivery_pending, delivery_order): a claim reads few rows,
 * however many wait. @returns null when there is none now
 */
export async function claimDelivery(client: pg.Pool, channelId: string | null): Promise<Claimed | null> {
  const { rows } = await client.query<Claimed>({
    name: channelId === null ? "claim-letter" : "claim-delivery",
    text: `WITH next AS (
        SELECT d.id FROM delivery AS d
        ${channelId === null ? "" : "JOIN channel AS c ON c.id = d.channel_id"}
        WHERE d.state = 'pending' AND d.next_attempt_at <= now() AND (d.leased_until IS NULL OR d.leased_until <= now())
          AND ${
            channelId === null
              ? "d.channel_id IS NULL"
              : `d.channel_id = $2 AND c.enabled AND c.deleted_at IS NULL
                 AND (c.next_send_at IS NULL OR c.next_send_at <= now() + make_interval(secs => ${PATIENCE_SECONDS}))`
          }
          AND (d.ordered_by = '' OR d.seq = (
            SELECT e.seq FROM delivery AS e
            WHERE e.channel_id = d.channel_id AND e.ordered_by = d.ordered_by AND e.state = 'pending' AND e.ordered_by <> ''
            ORDER BY e.channel_id, e.ordered_by, e.seq LIMIT 1))
        ORDER BY d.next_attempt_at
        LIMIT 1 FOR UPDATE OF d SKIP LOCKED)
      UPDATE delivery AS d SET leased_until = now() + make_interval(secs => $1)
      FROM next, delivery AS o LEFT JOIN channel AS c ON c.id = o.channel_id
      WHERE d.id = next.id AND o.id = next.id
      RETURNING d.id, d.recipient, d.subject_kind, d.subject_id, d.ordered_by, d.message, d.attempts, d.give_up_at, d.tried_channels, d.failed_channel,
        (SELECT count(*)::int FROM delivery_attempt AS a WHERE a.delivery_id = d.id AND a.at >= d.give_up_at - interval '1 day') AS tried,
        EXISTS (SELECT 1 FROM delivery AS f WHERE f.channel_id = c.fallback_channel_id AND f.key = 'fallback:' || d.id) AS fallen_back,
        d.channel_id, c.name AS channel_name, c.kind, c.sealed, coalesce(c.allow_private, false) AS allow_private,
        c.fallback_channel_id,
        coalesce(greatest(0, extract(epoch FROM c.next_send_at - now()) * 1000), 0)::float8 AS wait_ms`,
    values: channelId === null ? [LEASE_SECONDS] : [LEASE_SECONDS, channelId],
  });
  return rows[0] ?? null;
}
