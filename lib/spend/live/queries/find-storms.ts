import type pg from "pg";
import { Bindings, type LiveFilters, liveConditions, liveFrom, needsSeries } from "./live-filter";

export interface StormRow {
  correlation_id: string;
  tenant: string;
  feature: string;
  model: string;
  calls: number;
  highest_attempt: number | null;
  rate_limited: number;
  server_errors: number;
  effective_cost: string | null;
  first_at: Date;
  last_at: Date;
}

interface Found {
  storms: StormRow[];
  events: number;
  complete: boolean;
}

/** So many tenants are looked into, and of each so many of its newest events. */
const MOST_TENANTS = 10;
const MOST_EVENTS = 2000;
const MOST_STORMS = 10;
/** What makes a storm: so many calls of one correlation id, or an attempt beyond the third. */
const LEAST_CALLS = 4;
const LEAST_ATTEMPT = 4;

/** Tenants with retries or failures, and the busiest: storms of services that do not tell attempts show by their calls alone. */
async function busyTenants(client: pg.ClientBase, filters: LiveFilters, from: Date, to: Date) {
  const values = new Bindings();
  const range = `r.bucket BETWEEN ${values.add(from)} AND ${values.add(to)}`;
  const { rows } = await client.query<{ tenant: string }>(
    `SELECT r.tenant FROM ${liveFrom(needsSeries(filters))} WHERE ${range} AND ${liveConditions(filters, values)}
     GROUP BY r.tenant ORDER BY sum(r.retries + r.rate_limited + r.server_errors) DESC, sum(r.requests) DESC LIMIT ${MOST_TENANTS + 1}`,
    values.values,
  );
  return rows.map(({ tenant }) => tenant);
}

/** Correlation ids that are called again and again, the most calls first. */
export async function findStorms(client: pg.ClientBase, filters: LiveFilters, from: Date, to: Date): Promise<Found> {
  const tenants = await busyTenants(client, filters, from, to);
  const values = new Bindings();
  const wanted = Object.entries(filters).flatMap(([name, any]) =>
    any && name !== "tenant" ? [`AND e.${name} = ANY(${values.add([...any])}::text[])`] : [],
  );
  const { rows } = await client.query<StormRow & { events: number; most: number }>(
    `WITH looked AS (
       SELECT e.* FROM unnest(${values.add(tenants.slice(0, MOST_TENANTS))}::text[]) AS t(tenant) CROSS JOIN LATERAL (
         SELECT e.tenant, e.correlation_id, e.feature, e.model, e.attempt, e.status, e.effective_cost, e.time FROM usage_event AS e
         WHERE e.tenant = t.tenant AND e.time >= ${values.add(from)} AND e.time < ${values.add(new Date(to.getTime() + 60_000))}
           AND e.corrected_by IS NULL ${wanted.join(" ")}
         ORDER BY e.time DESC LIMIT ${MOST_EVENTS}) AS e
     ), storms AS (
       SELECT correlation_id, tenant, (array_agg(feature ORDER BY time DESC))[1] AS feature,
         (array_agg(model ORDER BY time DESC))[1] AS model, count(*) AS calls, max(attempt) AS highest_attempt,
         count(*) FILTER (WHERE status = 429) AS rate_limited, count(*) FILTER (WHERE status >= 500) AS server_errors,
         sum(effective_cost)::text AS effective_cost, min(time) AS first_at, max(time) AS last_at
       FROM looked WHERE correlation_id IS NOT NULL GROUP BY correlation_id, tenant
       HAVING count(*) >= ${LEAST_CALLS} OR max(attempt) >= ${LEAST_ATTEMPT}
       ORDER BY count(*) DESC, sum(effective_cost) DESC NULLS LAST, correlation_id LIMIT ${MOST_STORMS}
     )
     SELECT c.events, c.most, s.* FROM (
       SELECT coalesce(sum(n), 0)::int AS events, coalesce(max(n), 0)::int AS most
       FROM (SELECT count(*) AS n FROM looked GROUP BY tenant) AS by_tenant) AS c
     LEFT JOIN storms AS s ON true ORDER BY s.calls DESC NULLS LAST, s.correlation_id`,
    values.values,
  );
  const storms = rows.filter((row) => row.correlation_id !== null);
  const events = rows[0]?.events ?? 0;
  const complete = tenants.length <= MOST_TENANTS && (rows[0]?.most ?? 0) < MOST_EVENTS;
  return { storms, events, complete };
}
