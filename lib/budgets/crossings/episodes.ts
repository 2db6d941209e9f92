import { now } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";

export interface EpisodeEnd {
  budgetId: string;
  subject: string | null;
  threshold: string;
}

/** Notes that episodes are over: their thresholds may be crossed anew. */
export async function endEpisodes(ends: readonly EpisodeEnd[]): Promise<void> {
  if (ends.length === 0) return;
  await pool().query(
    `UPDATE budget_crossing AS c SET ended_at = $4
     FROM unnest($1::uuid[], $2::text[], $3::text[]) AS e(budget_id, subject, threshold)
     WHERE c.budget_id = e.budget_id AND c.subject = e.subject AND c.threshold = e.threshold AND c.episode AND c.ended_at IS NULL`,
    [ends.map((end) => end.budgetId), ends.map((end) => end.subject ?? ""), ends.map((end) => end.threshold), now()],
  );
}
