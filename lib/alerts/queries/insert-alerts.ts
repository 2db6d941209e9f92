import type pg from "pg";
import { uuidv7 } from "uuidv7";
import { coreTenant } from "../model/core-tenant";
import type { Raised } from "../raised";

/** Inserts the alerts that are not there yet. @returns the ids of those that were new */
export async function insertAlerts(
  client: pg.ClientBase,
  list: readonly Raised[],
  owners: readonly (string | null)[],
  now: Date,
): Promise<Set<string>> {
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO alert (id, rule_id, rule_title, subject_kind, subject_key, subject_label, scope, core_tenant, episode, threshold,
       severity, state, since_close, began, first_at, last_at, raised_at, updated_at, actual, expected, low, high, score, unit,
       impact_usd, usd_per_hour, summary, facts, contributors, tenants, sample, owner, spoken_impact)
     SELECT g.id, g.rule_id, g.rule_title, g.subject_kind, g.subject_key, g.subject_label, g.scope, g.core_tenant, g.episode,
       g.threshold, g.severity, 'open', g.since_close, g.began, g.at, g.at, $2, $2, g.actual, g.expected, g.low, g.high, g.score,
       g.unit, g.impact_usd, g.usd_per_hour, g.summary, g.facts, g.contributors, g.tenants, g.sample, g.owner, g.impact_usd
     FROM jsonb_to_recordset($1::jsonb) AS g(id uuid, rule_id text, rule_title text, subject_kind text, subject_key text,
       subject_label text, scope jsonb, core_tenant text, episode text, threshold text, severity text, since_close boolean,
       began timestamptz, at timestamptz, actual double precision, expected double precision, low double precision,
       high double precision, score double precision, unit text, impact_usd numeric, usd_per_hour numeric, summary text,
       facts jsonb, contributors jsonb, tenants text[], sample jsonb, owner text)
     ORDER BY g.rule_id, g.subject_key, g.episode, g.threshold
     ON CONFLICT DO NOTHING RETURNING id`,
    [JSON.stringify(list.map((raised, index) => stored(raised, owners[index] ?? null))), now],
  );
  return new Set(rows.map(({ id }) => id));
}

function stored(raised: Raised, owner: string | null) {
  const { subject } = raised;
  return {
    id: uuidv7(),
    rule_id: raised.ruleId,
    rule_title: raised.ruleTitle,
    subject_kind: subject.kind,
    subject_key: subject.key,
    subject_label: subject.label,
    scope: raised.scope,
    core_tenant: coreTenant(raised),
    episode: raised.episode,
    threshold: raised.threshold,
    severity: raised.severity,
    since_close: raised.sinceClose,
    began: raised.began,
    at: raised.at,
    actual: raised.actual,
    expected: raised.expected,
    low: raised.low,
    high: raised.high,
    score: raised.score ?? null,
    unit: raised.unit,
    impact_usd: raised.impactUsd,
    usd_per_hour: raised.usdPerHour,
    summary: raised.summary,
    facts: raised.facts,
    contributors: raised.contributors,
    tenants: [...new Set(raised.tenants)].sort(),
    sample: raised.sample,
    owner,
  };
}
