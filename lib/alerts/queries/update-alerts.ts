import type pg from "pg";
import type { AlertRow } from "../alert-row";

/** Writes what can change of alerts. */
export async function updateAlerts(client: pg.ClientBase, rows: readonly AlertRow[]): Promise<void> {
  if (rows.length === 0) return;
  await client.query(
    `UPDATE alert AS a SET severity = g.severity, state = g.state, began = g.began, first_at = g.first_at, last_at = g.last_at,
       updated_at = g.updated_at, actual = g.actual, expected = g.expected, low = g.low, high = g.high, score = g.score,
       impact_usd = g.impact_usd, usd_per_hour = g.usd_per_hour, summary = g.summary, facts = g.facts,
       contributors = g.contributors, tenants = g.tenants, sample = g.sample, incident_id = g.incident_id, routed = g.routed,
       snoozed_until = g.snoozed_until, spoken_impact = g.spoken_impact, ended_at = g.ended_at, ended_by = g.ended_by,
       reason = g.reason, since_close = g.since_close
     FROM jsonb_to_recordset($1::jsonb) AS g(id uuid, severity text, state text, since_close boolean, began timestamptz,
       first_at timestamptz, last_at timestamptz, updated_at timestamptz, actual double precision, expected double precision,
       low double precision, high double precision, score double precision, impact_usd numeric, usd_per_hour numeric,
       summary text, facts jsonb, contributors jsonb, tenants text[], sample jsonb, incident_id uuid, routed boolean,
       snoozed_until timestamptz, spoken_impact numeric, ended_at timestamptz, ended_by text, reason text)
     WHERE a.id = g.id`,
    [JSON.stringify(rows)],
  );
}
