import type pg from "pg";
import type { RuleScope } from "../../rules/service";
import { scopeCondition } from "./sql-parts";

export interface CallRow {
  tenant: string;
  source: string;
  id: string;
  time: Date;
  feature: string;
  environment: string;
  provider: string;
  model: string;
  request_model: string | null;
  key: string;
  user_id: string | null;
  operation: string | null;
  status: number | null;
  error_code: string | null;
  attempt: number | null;
  latency_ms: number | null;
  pricing: string;
  effective_cost: string | null;
  input_tokens: number;
  output_tokens: number;
  max_output_tokens: number | null;
  request_id: string | null;
  correlation_id: string | null;
}

const CALL = `e.tenant, e.source, e.id, e.time, e.feature, e.environment, e.provider, e.model, e.request_model, e.key, e.user_id,
  e.operation, e.status, e.error_code, e.attempt, e.latency_ms, e.pricing, e.effective_cost, e.input_tokens, e.output_tokens,
  CASE WHEN json_typeof(e.attributes -> 'max_output_tokens') = 'number' THEN (e.attributes ->> 'max_output_tokens')::bigint END
    AS max_output_tokens, e.request_id, e.correlation_id`;

/**
 * Recorded calls that a rule may speak of, oldest first.
 * @param condition ours, of the columns of usage_event as `e`
 * @param firstOf null for every call; columns of which only the first call of each combination is wanted
 */
export async function findCalls(
  client: pg.Pool,
  given: { scope: RuleScope; from: Date; to: Date; condition: string; values: unknown[]; firstOf: string | null; most: number },
): Promise<CallRow[]> {
  const values = [given.from, given.to, ...given.values];
  const within = scopeCondition(given.scope, "e", values);
  const where = `e.time >= $1 AND e.time < $2 AND e.corrected_by IS NULL AND e.tenant NOT LIKE '\\_\\_%' AND (${given.condition})${within}`;
  const text =
    given.firstOf === null
      ? `SELECT ${CALL} FROM usage_event AS e WHERE ${where} ORDER BY e.time LIMIT ${given.most}`
      : `SELECT * FROM (SELECT DISTINCT ON (${given.firstOf}) ${CALL} FROM usage_event AS e WHERE ${where}
           ORDER BY ${given.firstOf}, e.time) AS first ORDER BY time LIMIT ${given.most}`;
  const { rows } = await client.query<CallRow>(text, values);
  return rows;
}

export interface CorrelationRow {
  tenant: string;
  correlation_id: string;
  feature: string;
  first: Date;
  last: Date;
  usd: number;
  measured: number;
}

/** Correlations whose calls together are beyond an amount, oldest first. */
export async function findCorrelations(
  client: pg.Pool,
  given: { scope: RuleScope; from: Date; to: Date; measure: string; above: number; most: number },
): Promise<CorrelationRow[]> {
  const values: unknown[] = [given.from, given.to, given.above];
  const within = scopeCondition(given.scope, "e", values);
  const { rows } = await client.query<CorrelationRow>(
    `SELECT e.tenant, e.correlation_id, min(e.feature) AS feature, min(e.time) AS first, max(e.time) AS last,
       coalesce(sum(e.effective_cost), 0)::float8 AS usd, sum(${given.measure})::float8 AS measured
     FROM usage_event AS e
     WHERE e.time >= $1 AND e.time < $2 AND e.corrected_by IS NULL AND e.correlation_id IS NOT NULL AND e.tenant NOT LIKE '\\_\\_%'${within}
     GROUP BY e.tenant, e.correlation_id HAVING sum(${given.measure}) > $3 ORDER BY first LIMIT ${given.most}`,
    values,
  );
  return rows;
}
