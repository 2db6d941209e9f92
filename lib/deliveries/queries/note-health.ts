import type pg from "pg";

/** How often a channel that works is noted as working. */
const NOTED_EVERY_SECONDS = 5;

export async function noteSuccess(client: pg.ClientBase, channelId: string): Promise<void> {
  await client.query(
    `UPDATE channel SET failures = 0, failing_since = NULL, last_error = NULL, last_success_at = now()
     WHERE id = $1 AND (failures > 0 OR last_success_at IS NULL OR last_success_at < now() - make_interval(secs => $2))`,
    [channelId, NOTED_EVERY_SECONDS],
  );
}

/** Counts a failure; where the receiver asked for a pause, the whole channel keeps it. @returns failures in a row */
export async function noteFailure(
  client: pg.ClientBase,
  channelId: string,
  error: string,
  pauseUntil: Date | null,
): Promise<number> {
  const { rows } = await client.query<{ failures: number }>(
    `UPDATE channel SET failures = failures + 1, failing_since = coalesce(failing_since, now()), last_failure_at = now(),
       last_error = $2, next_send_at = greatest(next_send_at, $3)
     WHERE id = $1 RETURNING failures`,
    [channelId, error, pauseUntil],
  );
  return rows[0]?.failures ?? 0;
}
