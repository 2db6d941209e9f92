import type pg from "pg";
import { USER_LABEL } from "@/lib/metering/service";
import { HOUR_MS } from "@/lib/platform/time";
import { floatsOf, packedArray } from "../../baselines/queries/packed-arrays";
import type { Named, RuleScope } from "../../rules/service";
import { scopeCondition } from "./sql-parts";

/** What something did in one hour (UTC). */
export interface HourRow {
  hourMs: number;
  requests: number;
  tokens: number;
  output: number;
  usd: number;
}

/** The hours of the smallest part of usage that rollups know: one series, or one user of it; the oldest first. */
export interface PartHours {
  named: Named;
  rows: HourRow[];
}

const READ = "bucket, series_id, tenant, requests, input_tokens, output_tokens, effective_cost";
const NAMES = "s.tenant, s.feature, s.environment, s.provider, s.model, s.key";

type PackedRow = Omit<Named, "user"> & {
  user: string | null;
  hours: string;
  requests: string;
  tokens: string;
  output: string;
  usd: string;
};

const packed = (column: string) =>
  `${packedArray(`array_agg(h.${column} ORDER BY h.hour)`)} AS ${column === "hour" ? "hours" : column}`;

/**
 * Hours of all usage within a scope, from the rollups alone; of each user apart where that is asked for, of some users alone
 * where they are named: one pass over the rollup, which costs less than to find the quarters of hundreds of users by their key.
 */
export async function readHours(
  client: pg.Pool,
  { byUser, users, scope, from, to }: { byUser: boolean; users?: readonly string[]; scope: RuleScope; from: Date; to: Date },
): Promise<PartHours[]> {
  const values: unknown[] = [from, to];
  const { user, ...ofSeries } = scope;
  const withinSeries = scopeCondition(ofSeries, "s", values);
  const withinUsers = user === undefined ? "" : scopeCondition({ user }, "r", values);
  const named = users === undefined ? "" : ` AND value = ANY($${values.push(users)}::text[])`;
  const source = byUser
    ? `SELECT ${READ}, value AS user_id FROM rollup_label_quarter WHERE label = '${USER_LABEL}' AND bucket >= $1 AND bucket < $2${named}`
    : `SELECT ${READ}, NULL AS user_id FROM rollup_quarter WHERE bucket >= $1 AND bucket < least($2, (SELECT folded_until FROM rollup_state))
       UNION ALL
       SELECT ${READ}, NULL FROM rollup_minute WHERE bucket >= greatest($1, (SELECT folded_until FROM rollup_state)) AND bucket < $2`;
  // Numbers alone are added up; names come with each part once, and its hours in a few arrays.
  const { rows } = await client.query<PackedRow>(
    `WITH hours AS MATERIALIZED (
       SELECT r.series_id, r.user_id, floor(extract(epoch FROM r.bucket) / 3600)::float8 AS hour, sum(r.requests)::float8 AS requests,
         sum(r.input_tokens + r.output_tokens)::float8 AS tokens, sum(r.output_tokens)::float8 AS output, sum(r.effective_cost)::float8 AS usd
       FROM (${source}) AS r WHERE NOT starts_with(r.tenant, '__')${withinUsers} GROUP BY 1, 2, 3),
     parts AS (
       SELECT h.series_id, h.user_id, ${["hour", "requests", "tokens", "output", "usd"].map(packed).join(", ")} FROM hours AS h GROUP BY 1, 2)
     SELECT ${NAMES}, p.user_id AS "user", p.hours, p.requests, p.tokens, p.output, p.usd
     FROM parts AS p JOIN series AS s ON s.series_id = p.series_id WHERE true${withinSeries}`,
    values,
  );
  return rows.map(({ hours, requests, tokens, output, usd, ...named }) => ({
    named,
    rows: rowsOf(floatsOf(hours), [requests, tokens, output, usd].map(floatsOf)),
  }));
}

function rowsOf(hours: Float64Array, [requests, tokens, output, usd]: Float64Array[]): HourRow[] {
  return Array.from(hours, (hour, at) => ({
    hourMs: hour * HOUR_MS,
    requests: requests?.[at] ?? 0,
    tokens: tokens?.[at] ?? 0,
    output: output?.[at] ?? 0,
    usd: usd?.[at] ?? 0,
  }));
}
