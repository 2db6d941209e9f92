import type pg from "pg";
import type { AlertKey } from "@/lib/alerts/service";

/** Alerts of budgets that go on although their period or episode is over, or their budget was archived. */
export async function findEndedCrossings(client: pg.ClientBase, at: Date): Promise<AlertKey[]> {
  const { rows } = await client.query<{ rule_id: string; subject_key: string; episode: string; threshold: string }>(
    `SELECT t.rule_id, t.subject_key, t.episode, t.threshold
     FROM alert AS t JOIN budget AS b ON t.subject_key = 'budget:' || b.id OR t.subject_key LIKE 'budget:' || b.id || '|%'
     WHERE t.subject_kind = 'budget' AND t.state IN ('open', 'acknowledged', 'snoozed')
       AND (b.archived_at IS NOT NULL OR EXISTS (
         SELECT FROM budget_crossing AS c
         WHERE c.budget_id = b.id AND c.threshold = t.threshold
           AND c.subject = coalesce(substring(t.subject_key FROM '^budget:[^|]*[|][a-z]+=(.*)$'), '')
           AND CASE WHEN c.episode THEN c.ended_at <= $1 AND c.event_time = t.episode::timestamptz
             ELSE c.period_end <= $1 AND c.period_start = t.episode::timestamptz END))`,
    [at],
  );
  return rows.map((row) => ({
    ruleId: row.rule_id,
    subjectKey: row.subject_key,
    episode: row.episode,
    threshold: row.threshold,
  }));
}
