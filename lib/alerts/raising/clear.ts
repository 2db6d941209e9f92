import type pg from "pg";
import { lockAlerts } from "../queries/lock-alerts";
import type { AlertKey } from "../raised";

/** The conditions of these alerts have cleared (hysteresis is the caller's): they resolve by themselves. */
export async function clearAlerts(client: pg.ClientBase, list: readonly AlertKey[], at: Date): Promise<void> {
  if (list.length === 0) return;
  await lockAlerts(client);
  await client.query(
    `UPDATE alert SET state = 'resolved', ended_at = $2, ended_by = 'condition', updated_at = $2
     FROM jsonb_to_recordset($1::jsonb) AS g("ruleId" text, "subjectKey" text, episode text, threshold text)
     WHERE alert.rule_id = g."ruleId" AND alert.subject_key = g."subjectKey" AND alert.episode = g.episode
       AND alert.threshold = g.threshold AND alert.state IN ('open', 'acknowledged', 'snoozed')`,
    [JSON.stringify(list), at],
  );
}
