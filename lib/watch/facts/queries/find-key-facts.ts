import type pg from "pg";

export interface KeyFactRow {
  /** The key's id in the inventory, or the digest of a value that is not registered. */
  subject: string;
  kind: string;
  evidence: Record<string, unknown>;
  opened_at: Date;
  name: string | null;
  provider: string | null;
  environment: string | null;
  owner: string | null;
  tenants: string[];
}

/** Where events carried a key, or a value that nobody registered. */
const TENANTS = `ARRAY(SELECT DISTINCT u.tenant FROM key_use AS u
  WHERE u.fingerprint = f.subject OR u.fingerprint IN (SELECT v.fingerprint FROM provider_key_value AS v WHERE v.key_id = f.key_id)
  ORDER BY 1 LIMIT 1000)`;

/**
 * Open findings of these kinds that nobody accepts and that no alert tells of yet. Values that nobody registered count once
 * any key is registered. @param rules the rule of each kind, in the order of `kinds`
 */
export async function findUntoldFindings(
  client: pg.ClientBase,
  kinds: readonly string[],
  rules: readonly string[],
  at: Date,
): Promise<KeyFactRow[]> {
  const { rows } = await client.query<KeyFactRow>(
    `SELECT f.subject, f.kind, f.evidence, f.opened_at, k.name, coalesce(k.provider, a.provider) AS provider, k.environment,
       k.owner_email AS owner, ${TENANTS} AS tenants
     FROM unnest($1::text[], $2::text[]) AS r(kind, rule_id)
       JOIN key_finding AS f ON f.kind = r.kind AND f.cleared_at IS NULL
       LEFT JOIN provider_key AS k ON k.id = f.key_id
       LEFT JOIN key_activity AS a ON a.fingerprint = f.subject
     WHERE NOT EXISTS (SELECT FROM key_acceptance AS c WHERE c.subject = f.subject AND c.kind = f.kind AND c.until > $3)
       AND NOT EXISTS (SELECT FROM alert AS t WHERE t.rule_id = r.rule_id AND t.subject_key = 'key=' || f.subject
         AND t.episode = to_char(f.opened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
       AND (f.kind <> 'unregistered' OR EXISTS (SELECT FROM provider_key))
     ORDER BY f.subject, f.kind LIMIT 1000`,
    [kinds, rules, at],
  );
  return rows;
}

/** Alerts of these rules that go on although their finding is cleared. */
export async function findClearedAlerts(
  client: pg.ClientBase,
  kinds: readonly string[],
  rules: readonly string[],
): Promise<{ ruleId: string; subjectKey: string; episode: string; threshold: string }[]> {
  const { rows } = await client.query<{ rule_id: string; subject_key: string; episode: string; threshold: string }>(
    `SELECT t.rule_id, t.subject_key, t.episode, t.threshold
     FROM unnest($1::text[], $2::text[]) AS r(kind, rule_id)
       JOIN alert AS t ON t.rule_id = r.rule_id AND t.state IN ('open', 'acknowledged', 'snoozed')
     WHERE NOT EXISTS (SELECT FROM key_finding AS f WHERE f.kind = r.kind AND f.cleared_at IS NULL
       AND 'key=' || f.subject = t.subject_key)`,
    [kinds, rules],
  );
  return rows.map((row) => ({
    ruleId: row.rule_id,
    subjectKey: row.subject_key,
    episode: row.episode,
    threshold: row.threshold,
  }));
}
