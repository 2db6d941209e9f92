import type pg from "pg";
import { type CoveredScope, labelOf, scopeConditions } from "../scope-filter";

export interface CoverageRow {
  spend: string;
  asked: string;
}

const PLAIN = `
  SELECT series_id, tenant, requests, effective_cost FROM rollup_minute
    WHERE bucket >= $1 AND bucket >= (SELECT folded_until FROM rollup_state WHERE id = 1)
  UNION ALL
  SELECT series_id, tenant, requests, effective_cost FROM rollup_quarter
    WHERE bucket >= $1 AND bucket < (SELECT folded_until FROM rollup_state WHERE id = 1)`;

/**
 * What was spent in a scope since `from`, and how much of it by calls that asked: for each tenant, feature and
 * environment, admitted questions over recorded requests (at most 1) times its cost. Where the scope names a provider,
 * model or key, only questions and requests of these are held against each other; where it names a user, only questions
 * that name one. The spend of users and tags is kept by the quarter hour, and begins with one.
 */
export async function readCoverage(client: pg.Pool, scope: CoveredScope, from: Date): Promise<CoverageRow> {
  const values: unknown[] = [from];
  const label = labelOf(scope);
  const inScope = scopeConditions(scope, "s", values);
  const asking = scopeConditions(scope, "d", values);
  const cost = label
    ? `SELECT s.tenant, s.feature, s.environment, sum(r.effective_cost) AS cost
       FROM rollup_label_quarter AS r JOIN series AS s USING (tenant, series_id)
       WHERE r.bucket >= to_timestamp(floor(extract(epoch FROM $1::timestamptz) / 900) * 900)
         AND r.label = $${values.push(label.label)} AND r.value = ANY($${values.push([...label.values])}::text[]) AND ${inScope}
       GROUP BY 1, 2, 3`
    : "SELECT tenant, feature, environment, cost FROM recorded";
  const { rows } = await client.query<CoverageRow>(
    `WITH recorded AS (
       SELECT s.tenant, s.feature, s.environment, sum(r.requests) AS requests, sum(r.effective_cost) AS cost
       FROM (${PLAIN}) AS r JOIN series AS s USING (tenant, series_id)
       WHERE ${inScope} GROUP BY 1, 2, 3
     ), asked AS (
       SELECT d.tenant, d.feature, d.environment, sum(d.allowed + d.warned) AS questions
       FROM decision_minute AS d
       WHERE d.bucket >= $1 AND ${asking} ${label?.label === "user" ? "AND d.with_user" : ""}
       GROUP BY 1, 2, 3
     ), cost AS (${cost})
     SELECT coalesce(sum(cost.cost), 0)::text AS spend,
       coalesce(sum(cost.cost * least(1, coalesce(asked.questions, 0) / nullif(recorded.requests, 0))), 0)::text AS asked
     FROM cost LEFT JOIN recorded USING (tenant, feature, environment) LEFT JOIN asked USING (tenant, feature, environment)`,
    values,
  );
  return rows[0] ?? { spend: "0", asked: "0" };
}
