import type pg from "pg";
import { mergedHistograms } from "@/lib/metering/service";

/** What user actions cost that took more than so many dollars since, of these tenants. */
export async function dearCorrelations(
  client: pg.Pool | pg.ClientBase,
  tenants: readonly string[],
  since: Date,
  above: number,
): Promise<{ tenant: string; correlation: string; feature: string; usd: number; calls: number; last: Date }[]> {
  if (tenants.length === 0) return [];
  const { rows } = await client.query(
    `SELECT tenant, correlation_id AS correlation, min(feature) AS feature, sum(effective_cost)::float8 AS usd, count(*)::int AS calls,
       max(time) AS last
     FROM usage_event WHERE tenant = ANY($1::text[]) AND time >= $2 AND correlation_id IS NOT NULL AND effective_cost > 0
     GROUP BY tenant, correlation_id HAVING sum(effective_cost) > $3 ORDER BY usd DESC LIMIT 100`,
    [tenants, since, above],
  );
  return rows;
}

/**
 * Users who cost more than so many dollars since (by quarters of an hour), of each tenant or of all together.
 * @param nameOf the names that tenants are read under, where each tenant's users are asked for
 */
export async function dearUsers(
  client: pg.Pool | pg.ClientBase,
  since: Date,
  above: number,
  nameOf: ReadonlyMap<string, string> | null,
): Promise<{ tenant: string | null; user: string; usd: number; tenants: string[] }[]> {
  const { rows } = await client.query(
    `SELECT ${nameOf ? "coalesce(m.into_name, tenant)" : "NULL::text"} AS tenant, value AS "user", sum(effective_cost)::float8 AS usd,
       array_agg(DISTINCT tenant) AS tenants
     FROM rollup_label_quarter LEFT JOIN unnest($3::text[], $4::text[]) AS m (name, into_name) ON m.name = tenant
     WHERE label = 'user' AND bucket > $1 AND NOT starts_with(tenant, '__')
     GROUP BY 1, 2 HAVING sum(effective_cost) > $2 ORDER BY usd DESC LIMIT 100`,
    [since, above, [...(nameOf?.keys() ?? [])], [...(nameOf?.values() ?? [])]],
  );
  return rows;
}

/** Latencies of each series in [from, to), as entries bucket * 2^32 + count. */
export async function latenciesOf(
  client: pg.Pool | pg.ClientBase,
  from: Date,
  to: Date,
): Promise<{ series_id: number; entries: (string | number)[] }[]> {
  const { rows } = await client.query(
    `SELECT m.series_id, ${mergedHistograms("m")} AS entries FROM rollup_minute AS m
     WHERE m.bucket >= $1 AND m.bucket < $2 AND NOT starts_with(m.tenant, '__') GROUP BY m.series_id`,
    [from, to],
  );
  return rows;
}
