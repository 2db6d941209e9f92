import type pg from "pg";
import type { AlertKey } from "@/lib/alerts/service";

/** Alerts of these rules that go on, are no episode of the evaluation, and were last told of before the rule's instant. */
export async function findQuietFacts(
  client: pg.ClientBase,
  quiet: readonly { ruleId: string; since: Date }[],
): Promise<AlertKey[]> {
  const { rows } = await client.query<AlertKey>(
    `SELECT t.rule_id AS "ruleId", t.subject_key AS "subjectKey", t.episode, t.threshold
     FROM unnest($1::text[], $2::timestamptz[]) AS r (rule_id, since) JOIN alert AS t ON t.rule_id = r.rule_id
     WHERE t.state IN ('open', 'acknowledged', 'snoozed') AND greatest(t.last_at, t.raised_at) <= r.since
       AND NOT EXISTS (SELECT FROM watch_episode AS e
         WHERE e.rule_id = t.rule_id AND e.subject = t.subject_key AND e.threshold = t.threshold)`,
    [quiet.map(({ ruleId }) => ruleId), quiet.map(({ since }) => since)],
  );
  return rows;
}

/** Alerts of these rules about models of which no call is unpriced any more: they got a price, and were priced again. */
export async function findPricedModels(client: pg.ClientBase, ruleIds: readonly string[]): Promise<AlertKey[]> {
  if (ruleIds.length === 0) return [];
  const { rows } = await client.query<AlertKey>(
    `SELECT t.rule_id AS "ruleId", t.subject_key AS "subjectKey", t.episode, t.threshold FROM alert AS t
     WHERE t.rule_id = ANY($1::text[]) AND t.state IN ('open', 'acknowledged', 'snoozed') AND t.scope ? 'model'
       AND NOT EXISTS (SELECT FROM usage_event AS e WHERE e.pricing = 'unpriced' AND e.model = t.scope ->> 'model'
         AND e.provider = coalesce(t.scope ->> 'provider', e.provider))`,
    [ruleIds],
  );
  return rows;
}
