import type pg from "pg";
import { type CoveredScope, scopeConditions } from "../../coverage/service";

/** What a request in scope cost on average in the last hour, in dollars; null when there was none with a cost. */
export async function typicalCost(client: pg.Pool, scope: CoveredScope, from: Date): Promise<number | null> {
  const values: unknown[] = [from];
  const { rows } = await client.query<{ cost: number | null }>(
    `SELECT (sum(r.effective_cost) / nullif(sum(r.requests), 0))::float8 AS cost
     FROM rollup_minute AS r JOIN series AS s USING (tenant, series_id)
     WHERE r.bucket >= $1 AND ${scopeConditions(scope, "s", values)}`,
    values,
  );
  return rows[0]?.cost ?? null;
}
