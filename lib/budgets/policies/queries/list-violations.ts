import type pg from "pg";
import type { ViolationKind } from "../contract";

export interface ViolationRow {
  kind: ViolationKind;
  tenant: string;
  feature: string;
  environment: string;
  model: string;
  hour: Date;
  events: number;
  first_time: Date;
  last_time: Date;
  largest: string | null;
  example_source: string;
  example_id: string;
}

/** Where a page ends: hour in milliseconds, then the names, in the list's order. */
export type ViolationPlace = readonly [
  hourMs: number,
  kind: string,
  tenant: string,
  feature: string,
  environment: string,
  model: string,
];

/** Sums by hour and names, newest hour first. */
export async function listViolations(
  client: pg.Pool,
  policyId: string,
  range: { from: Date | null; to: Date | null },
  after: ViolationPlace | null,
  limit: number,
): Promise<ViolationRow[]> {
  const [hourMs, ...names] = after ?? [null, null, null, null, null, null];
  const { rows } = await client.query<ViolationRow>(
    `SELECT kind, tenant, feature, environment, model, hour, sum(events)::bigint AS events,
       min(first_time) AS first_time, max(last_time) AS last_time, max(largest)::text AS largest,
       (array_agg(example_source ORDER BY id))[1] AS example_source, (array_agg(example_id ORDER BY id))[1] AS example_id
     FROM policy_violation
     WHERE policy_id = $1 AND ($2::timestamptz IS NULL OR hour >= $2) AND ($3::timestamptz IS NULL OR hour < $3)
       AND ($4::timestamptz IS NULL OR hour < $4
         OR hour = $4 AND (kind COLLATE "C", tenant, feature, environment, model) > ($5, $6, $7, $8, $9))
     GROUP BY hour, kind, tenant, feature, environment, model
     ORDER BY hour DESC, kind COLLATE "C", tenant, feature, environment, model
     LIMIT $10`,
    [policyId, range.from, range.to, hourMs === null ? null : new Date(hourMs), ...names, limit],
  );
  return rows;
}

/** Makes one row of each sum of hours that are over. @returns how many rows went */
export async function joinViolations(client: pg.Pool | pg.ClientBase, before: Date): Promise<number> {
  const { rowCount } = await client.query(
    `WITH many AS (
       SELECT policy_id, kind, tenant, feature, environment, model, hour, min(id) AS first_id FROM policy_violation
       WHERE hour < $1 GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING count(*) > 1 LIMIT 1000
     ), gone AS (
       DELETE FROM policy_violation AS v USING many AS m
       WHERE (v.policy_id, v.kind, v.tenant, v.feature, v.environment, v.model, v.hour)
           = (m.policy_id, m.kind, m.tenant, m.feature, m.environment, m.model, m.hour)
       RETURNING v.*
     )
     INSERT INTO policy_violation (policy_id, kind, tenant, feature, environment, model, hour, events, first_time, last_time,
       largest, example_source, example_id, noted_at)
     SELECT policy_id, kind, tenant, feature, environment, model, hour, sum(events), min(first_time), max(last_time),
       max(largest), (array_agg(example_source ORDER BY id))[1], (array_agg(example_id ORDER BY id))[1], min(noted_at)
     FROM gone GROUP BY 1, 2, 3, 4, 5, 6, 7`,
    [before],
  );
  return rowCount ?? 0;
}
