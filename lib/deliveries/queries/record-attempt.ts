import type pg from "pg";
import type { Receipt } from "../channels/kind";
import { SEND_TASK } from "./insert-deliveries";

export interface Attempted {
  deliveryId: string;
  number: number;
  at: Date;
  latencyMs: number;
  receipt: Receipt;
  state: "pending" | "delivered" | "failed";
  /** Of one that stays pending. */
  retryAt: Date | null;
  /** Of a letter that was sent: nothing of it is kept. */
  forget: boolean;
}

/** Notes an attempt and what became of the delivery. @returns false when another attempt was noted meanwhile; nothing changed then */
export async function recordAttempt(client: pg.ClientBase, attempt: Attempted): Promise<boolean> {
  const { deliveryId, number, at, latencyMs, receipt, state, retryAt, forget } = attempt;
  const { rowCount } = await client.query(
    `UPDATE delivery SET attempts = $2, state = $3, leased_until = NULL, last_status = $4, last_error = $5,
       next_attempt_at = coalesce($6, next_attempt_at), finished_at = CASE WHEN $3 = 'pending' THEN NULL ELSE now() END,
       message = CASE WHEN $7 THEN '{}'::jsonb ELSE message END
     WHERE id = $1 AND state = 'pending' AND attempts = $2 - 1`,
    [deliveryId, number, state, receipt.status, receipt.error, retryAt, forget],
  );
  if (rowCount === 0) return false;
  await client.query(
    `INSERT INTO delivery_attempt (delivery_id, number, at, outcome, status, latency_ms, answer, error, retry_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [deliveryId, number, at, receipt.outcome, receipt.status, latencyMs, receipt.answer, receipt.error, retryAt],
  );
  return true;
}

/** Wakes a sender of the channel ("letters" for letters) at a time. */
export async function wakeAt(client: pg.ClientBase, channel: string, at: Date): Promise<void> {
  await client.query(
    "SELECT graphile_worker.add_job($1, json_build_object('channel', $2::text), run_at => $3, max_attempts => 3)",
    [SEND_TASK, channel, at],
  );
}
