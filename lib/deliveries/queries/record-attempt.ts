import type pg from "pg";
import type { Receipt } from "../channels/kind";
import { SEND_TASK } from "./insert-deliveries";

/** How often a channel that works is noted as working. */
const NOTED_EVERY_SECONDS = 5;

/** After so long the waits between attempts are long: once the channel works again, what waits goes out at once. */
const LONG_FAILING_SECONDS = 60;

export interface Attempted {
  deliveryId: string;
  channelId: string | null;
  number: number;
  at: Date;
  latencyMs: number;
  receipt: Receipt;
  state: "pending" | "delivered" | "failed";
  /** Of one that stays pending. */
  retryAt: Date | null;
  /** Until when the receiver wants to be left alone, all that goes to the channel. */
  pauseUntil: Date | null;
  /** Whether a job is to wake a sender then; near times are the business of whoever attempted it. */
  wake: boolean;
  /** Of a letter that was sent: nothing of it is kept. */
  forget: boolean;
}

/**
 * Notes an attempt, what became of the delivery and how its channel fares, in one statement.
 * @returns the channel's failures in a row; null when another attempt was noted meanwhile, and nothing changed
 */
export async function recordAttempt(client: pg.Pool | pg.ClientBase, attempt: Attempted): Promise<{ failures: number } | null> {
  const { receipt } = attempt;
  const { rows } = await client.query<{ failures: number }>({
    name: "record-attempt",
    text: `WITH d AS (
        UPDATE delivery SET attempts = $2, state = $3, leased_until = NULL, last_status = $4, last_error = $5,
          next_attempt_at = coalesce($6, next_attempt_at), finished_at = CASE WHEN $3 = 'pending' THEN NULL ELSE now() END,
          message = CASE WHEN $7 THEN '{}'::jsonb ELSE message || $15::jsonb END
        WHERE id = $1 AND state = 'pending' AND attempts = $2 - 1
        RETURNING id),
      a AS (
        INSERT INTO delivery_attempt (delivery_id, number, at, outcome, status, latency_ms, answer, error, retry_at)
        SELECT id, $2, $8, $9, $4, $10, $11, $5, $6 FROM d),
      good AS (
        UPDATE channel SET failures = 0, failing_since = NULL, last_error = NULL, last_success_at = now()
        FROM d WHERE channel.id = $12 AND $9 = 'ok'
          AND (failures > 0 OR last_success_at IS NULL OR last_success_at < now() - make_interval(secs => ${NOTED_EVERY_SECONDS}))),
      bad AS (
        UPDATE channel SET failures = failures + 1, failing_since = coalesce(failing_since, now()), last_failure_at = now(),
          last_error = $5, next_send_at = greatest(next_send_at, $13)
        FROM d WHERE channel.id = $12 AND $9 <> 'ok'
        RETURNING failures),
      revived AS (
        UPDATE delivery AS w SET next_attempt_at = now()
        FROM d, channel AS c
        WHERE c.id = $12 AND $9 = 'ok' AND c.failing_since < now() - make_interval(secs => ${LONG_FAILING_SECONDS})
          AND w.channel_id = c.id AND w.id <> d.id AND w.state = 'pending' AND w.next_attempt_at > now())
      SELECT coalesce((SELECT failures FROM bad), 0) AS failures,
        CASE WHEN $14 THEN (SELECT j.id FROM graphile_worker.add_job('${SEND_TASK}',
          json_build_object('channel', coalesce($12::text, 'letters')), run_at => $6, max_attempts => 3) AS j) END AS job
      FROM d`,
    values: [
      attempt.deliveryId,
      attempt.number,
      attempt.state,
      receipt.status,
      receipt.error,
      attempt.retryAt,
      attempt.forget,
      attempt.at,
      receipt.outcome,
      attempt.latencyMs,
      receipt.answer,
      attempt.channelId,
      attempt.pauseUntil,
      attempt.wake,
      JSON.stringify(receipt.left ? { only: receipt.left } : {}),
    ],
  });
  return rows[0] ?? null;
}

/** Wakes a sender of the channel ("letters" for letters) at a time. */
export async function wakeAt(client: pg.ClientBase, channel: string, at: Date): Promise<void> {
  await client.query(
    "SELECT graphile_worker.add_job($1, json_build_object('channel', $2::text), run_at => $3, max_attempts => 3)",
    [SEND_TASK, channel, at],
  );
}
