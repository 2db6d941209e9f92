import type pg from "pg";
import type { Clearing } from "@/lib/alerts/service";

/** Why an alert of a budget is over. */
const WHY = {
  archived: "The budget was archived.",
  raised: "The limit was raised: the threshold is no longer crossed.",
  episode: "What is spent fell below the threshold again.",
  period: "The period is over.",
} as const;

/**
 * Alerts of budgets that go on although their period or episode is over, their limit was raised above what they crossed, or their
 * budget was archived.
 */
export async function findEndedCrossings(client: pg.ClientBase, at: Date): Promise<Clearing[]> {
  const { rows } = await client.query<{
    rule_id: string;
    subject_key: string;
    episode: string;
    threshold: string;
    why: keyof typeof WHY;
  }>(
    `SELECT t.rule_id, t.subject_key, t.episode, t.threshold, CASE WHEN b.archived_at IS NOT NULL THEN 'archived'
       WHEN c.episode THEN 'episode' WHEN c.period_end <= $1 THEN 'period' ELSE 'raised' END AS why
     FROM alert AS t JOIN budget AS b ON t.subject_key = 'budget:' || b.id OR t.subject_key LIKE 'budget:' || b.id || '|%'
     LEFT JOIN LATERAL (
       -- What was crossed once more since a limit was raised goes on.
       SELECT c.episode, c.period_end, c.ended_at FROM budget_crossing AS c
       WHERE c.budget_id = b.id AND c.threshold = t.threshold
         AND c.subject = coalesce(substring(t.subject_key FROM '^budget:[^|]*[|][a-z]+=(.*)$'), '')
         AND t.episode::timestamptz = CASE WHEN c.episode THEN c.event_time ELSE c.period_start END
       ORDER BY c.ended_at DESC NULLS FIRST LIMIT 1) AS c ON true
     WHERE t.subject_kind = 'budget' AND t.state IN ('open', 'acknowledged', 'snoozed')
       AND (b.archived_at IS NOT NULL OR c.ended_at <= $1 OR (NOT c.episode AND c.period_end <= $1))`,
    [at],
  );
  return rows.map((row) => ({
    ruleId: row.rule_id,
    subjectKey: row.subject_key,
    episode: row.episode,
    threshold: row.threshold,
    why: WHY[row.why],
  }));
}
