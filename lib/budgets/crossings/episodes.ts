import { now } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";

export interface EpisodeEnd {
  budgetId: string;
  subject: string | null;
  threshold: string;
  /** Of a threshold that is crossed once a period, and whose limit was raised since; null for an episode. */
  periodStartMs: number | null;
}

/** Notes that episodes, and crossings of limits that were raised, are over: their thresholds may be crossed anew, or again. */
export async function endEpisodes(ends: readonly EpisodeEnd[]): Promise<void> {
  if (ends.length === 0) return;
  await pool().query(
    `UPDATE budget_crossing AS c SET ended_at = $4
     FROM unnest($1::uuid[], $2::text[], $3::text[], $5::timestamptz[]) AS e(budget_id, subject, threshold, period_start)
     WHERE c.budget_id = e.budget_id AND c.subject = e.subject AND c.threshold = e.threshold AND c.ended_at IS NULL
       AND CASE WHEN e.period_start IS NULL THEN c.episode ELSE NOT c.episode AND c.period_start = e.period_start END`,
    [
      ends.map((end) => end.budgetId),
      ends.map((end) => end.subject ?? ""),
      ends.map((end) => end.threshold),
      now(),
      ends.map(({ periodStartMs }) => (periodStartMs === null ? null : new Date(periodStartMs))),
    ],
  );
}
