import type pg from "pg";
import { USER_LABEL } from "@/lib/metering/service";
import { QUARTER_MS } from "@/lib/platform/time";

/** What a user did within one quarter of an hour in one series; dollars as floats. In the order of USER_FIELDS. */
export interface UserQuarter {
  quarter: number;
  user: string;
  tenant: string;
  seriesId: number;
  values: number[];
}

export const USER_FIELDS = ["requests", "tokens", "usd", "output", "errors", "input", "cacheRead"] as const;

const SUMS = `requests::float8, (input_tokens + output_tokens)::float8, effective_cost::float8, output_tokens::float8, errors::float8,
  input_tokens::float8, cache_read_tokens::float8`;

const instants = (quarters: readonly number[]) => quarters.map((quarter) => new Date(quarter * QUARTER_MS));

/** The quarters (counted from the epoch) of these users, each found by its key. */
export async function readUserQuarters(
  client: pg.Pool | pg.ClientBase,
  users: readonly string[],
  quarters: readonly number[],
): Promise<UserQuarter[]> {
  if (users.length === 0) return [];
  const { rows } = await client.query<[number, string, string, number, ...number[]]>({
    name: "watched-users",
    rowMode: "array",
    text: `SELECT (extract(epoch FROM bucket) / 900)::int4, value, tenant, series_id, ${SUMS} FROM rollup_label_quarter
      WHERE bucket = ANY($1::timestamptz[]) AND label = '${USER_LABEL}' AND value = ANY($2::text[]) AND NOT starts_with(tenant, '__')`,
    values: [instants(quarters), users],
  });
  return rows.map(([quarter, user, tenant, seriesId, ...values]) => ({
    quarter: Number(quarter),
    user,
    tenant,
    seriesId: Number(seriesId),
    values,
  }));
}

/** The users who cost most over these quarters, from so many dollars on. */
export async function readDearUsers(
  client: pg.Pool | pg.ClientBase,
  quarters: readonly number[],
  leastUsd: number,
  most: number,
): Promise<string[]> {
  const { rows } = await client.query<{ value: string }>(
    `SELECT value FROM rollup_label_quarter
     WHERE bucket = ANY($1::timestamptz[]) AND label = '${USER_LABEL}' AND NOT starts_with(tenant, '__')
     GROUP BY value HAVING sum(effective_cost) >= $2 ORDER BY sum(effective_cost) DESC LIMIT $3`,
    [instants(quarters), leastUsd, most],
  );
  return rows.map(({ value }) => value);
}

/** What users did in each minute of one quarter, from its events: rollups of users know no minutes. */
export interface UserMinute {
  minute: number;
  user: string;
  tenant: string;
  values: number[];
}

/** @param users with the tenants that they used anything of */
export async function readUserMinutes(
  client: pg.Pool | pg.ClientBase,
  users: readonly (readonly [tenant: string, user: string])[],
  quarter: number,
): Promise<UserMinute[]> {
  if (users.length === 0) return [];
  const { rows } = await client.query<[number, string, string, ...number[]]>({
    name: "watched-user-minutes",
    rowMode: "array",
    text: `SELECT floor(extract(epoch FROM e.time) / 60)::int4, e.user_id, e.tenant, count(*)::float8,
        sum(e.input_tokens + e.output_tokens)::float8, coalesce(sum(e.effective_cost), 0)::float8, sum(e.output_tokens)::float8,
        (count(*) FILTER (WHERE e.status >= 400 OR e.error_code IS NOT NULL))::float8, sum(e.input_tokens)::float8,
        sum(e.cache_read_tokens)::float8
      FROM usage_event AS e WHERE e.tenant = ANY($1::text[]) AND e.time >= $3 AND e.time < $4 AND e.corrected_by IS NULL
        AND (e.tenant, e.user_id) IN (SELECT * FROM unnest($2::text[], $5::text[]))
      GROUP BY 1, 2, 3`,
    values: [
      [...new Set(users.map(([tenant]) => tenant))],
      users.map(([tenant]) => tenant),
      new Date(quarter * QUARTER_MS),
      new Date((quarter + 1) * QUARTER_MS),
      users.map(([, user]) => user),
    ],
  });
  return rows.map(([minute, user, tenant, ...values]) => ({ minute: Number(minute), user, tenant, values }));
}
