import type pg from "pg";
import { readBorder, USER_LABEL } from "@/lib/metering/service";
import { DAY_MS, firstInstantOf } from "@/lib/platform/time";

/** What a user did within one hour (UTC) in one tenant, by its name in events. Statistics: dollars as floats. */
export interface UserHour {
  user: string;
  tenant: string;
  hour: Date;
  requests: number;
  errors: number;
  tokens: number;
  usd: number;
  output: number;
  input: number;
  cache_read: number;
}

const SUMS = `sum(requests)::float8 AS requests, sum(errors)::float8 AS errors, sum(input_tokens + output_tokens)::float8 AS tokens,
  sum(effective_cost)::float8 AS usd, sum(output_tokens)::float8 AS output, sum(input_tokens)::float8 AS input,
  sum(cache_read_tokens)::float8 AS cache_read`;
const HOUR = "date_trunc('hour', bucket, 'UTC')";

/**
 * The hours of some users in [from, to), the oldest first. Quarters are found by their key, day by day, on the days that the
 * rollup by days knows of them and on those that it may not hold yet: so it costs what these users did, whoever else there is.
 */
export async function readUserHours(
  client: pg.Pool | pg.ClientBase,
  users: readonly string[],
  from: Date,
  to: Date,
): Promise<UserHour[]> {
  if (users.length === 0) return [];
  const { foldedUntilMs, dayZone } = await readBorder(client);
  // Days of the rollup are local ones, each within two or three days of UTC.
  const days = new Set<number>();
  for (let at = from.getTime() - DAY_MS; at < to.getTime() + DAY_MS; at += DAY_MS) days.add(firstInstantOf("day", at, dayZone));
  const { rows } = await client.query<UserHour>(
    `WITH dates AS (
       SELECT d.value, touched.day FROM rollup_label_day AS d,
         LATERAL (VALUES ((d.bucket AT TIME ZONE 'UTC')::date), (((d.bucket + interval '25 hours') AT TIME ZONE 'UTC')::date)) AS touched (day)
       WHERE d.bucket = ANY($4::timestamptz[]) AND d.label = '${USER_LABEL}' AND d.value = ANY($1::text[])
       UNION
       SELECT value, day::date FROM unnest($1::text[]) AS value,
         generate_series(($5::timestamptz AT TIME ZONE 'UTC')::date, ($3::timestamptz AT TIME ZONE 'UTC')::date, interval '1 day') AS day)
     SELECT dates.value AS "user", found.* FROM dates, LATERAL (
       SELECT tenant, ${HOUR} AS hour, ${SUMS} FROM rollup_label_quarter
       WHERE label = '${USER_LABEL}' AND value = dates.value AND bucket >= $2 AND bucket < $3 AND NOT starts_with(tenant, '__')
         AND bucket = ANY(ARRAY(SELECT (dates.day::timestamp AT TIME ZONE 'UTC') + quarter * interval '15 minutes'
           FROM generate_series(0, 95) AS quarter))
       GROUP BY 1, 2) AS found
     ORDER BY found.hour`,
    [users, from, to, [...days].map((ms) => new Date(ms)), new Date(Math.max(from.getTime(), foldedUntilMs) - DAY_MS)],
  );
  return rows;
}

/** What all users of whom a past is kept did in one hour. */
export async function readKeptUsersHour(client: pg.Pool | pg.ClientBase, from: Date, to: Date): Promise<UserHour[]> {
  const { rows } = await client.query<UserHour>(
    `SELECT value AS "user", tenant, ${HOUR} AS hour, ${SUMS} FROM rollup_label_quarter
     WHERE label = '${USER_LABEL}' AND bucket >= $1 AND bucket < $2 AND NOT starts_with(tenant, '__') AND value IN (
       SELECT names[cardinality(names)] FROM baseline_subject WHERE kind IN ('user', 'tenant_user'))
     GROUP BY 1, 2, 3`,
    [from, to],
  );
  return rows;
}

/** The users of whom a past is kept. */
export async function keptUsers(client: pg.Pool | pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ value: string }>(
    "SELECT DISTINCT names[cardinality(names)] AS value FROM baseline_subject WHERE kind IN ('user', 'tenant_user')",
  );
  return rows.map(({ value }) => value);
}
