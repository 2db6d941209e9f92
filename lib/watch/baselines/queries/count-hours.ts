import type pg from "pg";
import { directoryNames, type MergedNames } from "@/lib/directory/names/service";
import { HOUR_MS } from "@/lib/platform/time";
import type { Concerned } from "./baseline-names";

/** One subject's hour, as the rollups have it. Statistics: dollars as floats. */
export interface CountedHour {
  tenant: string;
  subject: string;
  kind: string;
  requests: number;
  usd: number;
  input: number;
  cache_read: number;
}

/** Kind, names and GROUPING() bits over (tenant, feature, provider, model, key) of each kind of subject. */
const KINDS = [
  ["installation", [], 31],
  ["tenant", ["tenant"], 15],
  ["feature", ["feature"], 23],
  ["provider", ["provider"], 27],
  ["model", ["model"], 29],
  ["key", ["key"], 30],
  ["tenant_feature", ["tenant", "feature"], 7],
  ["tenant_model", ["tenant", "model"], 13],
  ["tenant_key", ["tenant", "key"], 14],
] as const;

const DIMENSIONS = ["tenant", "feature", "provider", "model", "key"];
const BITS = `GROUPING(${DIMENSIONS.map((name) => `s.${name}`).join(", ")})`;
const cases = (of: (kind: string, names: readonly string[]) => string) =>
  `CASE ${BITS} ${KINDS.map(([kind, names, bits]) => `WHEN ${bits} THEN ${of(kind, names)}`).join(" ")} END`;

/** SQL of the columns that name a subject, for a query grouped by SUBJECT_SETS over `series AS s`. */
const SUBJECT_COLUMNS = `coalesce(s.tenant, '') AS tenant,
  ${cases((kind, names) => (names.length === 0 ? `'${kind}'` : names.map((name) => `'${name}=' || s.${name}`).join(" || '|' || ")))} AS subject,
  ${cases((kind) => `'${kind}'`)} AS kind,
  ${cases((_, names) => `ARRAY[${names.map((name) => `s.${name}`).join(", ")}]::text[]`)} AS names`;
const SUBJECT_SETS = `GROUPING SETS (${KINDS.map(([, names]) => `(${names.map((name) => `s.${name}`).join(", ")})`).join(", ")})`;
/** What has no feature or key is no subject of that kind. */
const NAMED = "coalesce(s.feature, '-') <> '' AND coalesce(s.key, '-') <> '' AND coalesce(s.model, '-') <> ''";

interface NamedSeries {
  /** SQL that gives \`f\` its names: tenant and feature as they are read. */
  join: string;
  values: unknown[];
}

/** Series under the names that they are read under; where none are merged, as they are. @param at of the first parameter that is free */
async function namedSeries(at: number): Promise<NamedSeries> {
  const { tenant, feature } = await directoryNames();
  if (tenant.nameOf.size + feature.nameOf.size === 0)
    return { join: "JOIN series AS s ON s.tenant = f.tenant AND s.series_id = f.series_id", values: [] };
  const columns = ({ nameOf }: MergedNames) => [[...nameOf.keys()], [...nameOf.values()]];
  const merged = (name: string, first: number) =>
    `LEFT JOIN unnest($${first}::text[], $${first + 1}::text[]) AS ${name} (name, into_name) ON ${name}.name = x.${name}`;
  return {
    join: `JOIN (SELECT x.tenant AS sent, x.series_id, coalesce(tenant.into_name, x.tenant) AS tenant,
        coalesce(feature.into_name, x.feature) AS feature, x.provider, x.model, x.key
      FROM series AS x ${merged("tenant", at)} ${merged("feature", at + 2)}) AS s ON s.sent = f.tenant AND s.series_id = f.series_id`,
    values: [...columns(tenant), ...columns(feature)],
  };
}

const SUMS = `sum(f.requests)::float8 AS requests, sum(f.tokens)::float8 AS tokens, sum(f.usd)::float8 AS usd,
  sum(f.output)::float8 AS output, sum(f.input)::float8 AS input, sum(f.cache_read)::float8 AS cache_read`;

/** Sums of each series and hour, in a table of minutes or quarters. */
const seriesHours = (table: string, hour: string) => `SELECT series_id, tenant, ${hour} AS hour, sum(requests) AS requests,
    sum(input_tokens + output_tokens) AS tokens, sum(effective_cost) AS usd, sum(output_tokens) AS output,
    sum(input_tokens) AS input, sum(cache_read_tokens) AS cache_read
  FROM ${table} WHERE bucket >= $1 AND bucket < $2 AND NOT starts_with(tenant, '__') GROUP BY 1, 2, 3`;

const MEASURES = [
  ["spend", "usd"],
  ["tokens", "tokens"],
  ["requests", "requests"],
  ["output", "output"],
] as const;

/**
 * Takes the closed hour's usage into the table of hours, for every subject that had any: a hour that is counted again (late
 * events) is replaced.
 * @param follows whether the subjects are brought up to the hour after this, which notes that they were active too
 * @returns what was counted
 */
export async function countHour(
  client: pg.Pool | pg.ClientBase,
  hourMs: number,
  follows: "learned next" | "nothing",
): Promise<CountedHour[]> {
  const hour = Math.floor(hourMs / HOUR_MS) % 24;
  const placed = (name: string) =>
    `array_fill(0::real, ARRAY[${hour}]) || ${name}::real || array_fill(0::real, ARRAY[${23 - hour}])`;
  const series = await namedSeries(3);
  const { rows } = await client.query<CountedHour>(
    `WITH folded AS MATERIALIZED (${seriesHours("rollup_minute", "NULL::int")}),
     seen AS MATERIALIZED (
       SELECT ${SUBJECT_COLUMNS}, ${SUMS} FROM folded AS f ${series.join}
       GROUP BY ${SUBJECT_SETS} HAVING ${NAMED} AND sum(f.requests) > 0),
     days AS (
       INSERT INTO baseline_day AS d (tenant, subject, day, spend, tokens, requests, output)
       SELECT tenant, subject, ($1::timestamptz AT TIME ZONE 'UTC')::date, ${MEASURES.map(([, name]) => placed(name)).join(", ")} FROM seen
       ORDER BY tenant, subject
       ON CONFLICT (tenant, subject, day) DO UPDATE
       SET ${MEASURES.map(([column]) => `${column}[${hour + 1}] = EXCLUDED.${column}[${hour + 1}]`).join(", ")}),
     subjects AS (
       INSERT INTO baseline_subject AS b (tenant, subject, kind, names, since, last_active, observed_until, outlook_until)
       SELECT tenant, subject, kind, names, $1, $1, $1, $1 FROM seen ORDER BY tenant, subject
       ON CONFLICT (tenant, subject) DO ${follows === "nothing" ? "UPDATE SET last_active = $1 WHERE b.last_active < $1" : "NOTHING"})
     SELECT tenant, subject, kind, requests, usd, input, cache_read FROM seen`,
    [new Date(hourMs), new Date(hourMs + HOUR_MS), ...series.values],
  );
  return rows;
}

/**
 * Counts whole UTC days anew, from the tiers that hold them; where that changes a subject's day by a tenth, its detectors begin
 * anew. For history that came late: an import, an upgrade, names that were merged.
 * @param only subjects of these tenants, or of these features; absent: all
 */
export async function countDays(client: pg.ClientBase, fromMs: number, untilMs: number, only?: Concerned): Promise<void> {
  const series = await namedSeries(only ? 5 : 3);
  const concerned = "(s.tenant = ANY($3::text[]) OR s.feature = ANY($4::text[]))";
  const hourOf =
    "extract(hour FROM bucket AT TIME ZONE 'UTC')::int + 24 * ((bucket AT TIME ZONE 'UTC')::date - DATE '2000-01-01')";
  const day = "DATE '2000-01-01' + f.hour / 24";
  const hours = (name: string) =>
    Array.from({ length: 24 }, (_, hour) => `coalesce(sum(f.${name}) FILTER (WHERE f.hour % 24 = ${hour}), 0)::real`).join(", ");
  await client.query(
    `WITH border AS (SELECT folded_until FROM rollup_state WHERE id = 1),
     folded AS MATERIALIZED (
       ${seriesHours("(SELECT * FROM rollup_quarter WHERE bucket < (SELECT folded_until FROM border)) AS q", hourOf)}
       UNION ALL ${seriesHours("(SELECT * FROM rollup_minute WHERE bucket >= (SELECT folded_until FROM border)) AS m", hourOf)}),
     seen AS MATERIALIZED (
       SELECT ${SUBJECT_COLUMNS}, ${day} AS day, ${MEASURES.map(([column, name]) => `ARRAY[${hours(name)}] AS ${column}`).join(", ")},
         min(f.hour) AS first_hour, max(f.hour) AS last_hour
       FROM folded AS f ${series.join} ${only ? `WHERE ${concerned}` : ""}
       GROUP BY f.hour / 24, ${SUBJECT_SETS} HAVING ${NAMED} AND sum(f.requests) > 0 ${only ? `AND ${concerned}` : ""}),
     changed AS MATERIALIZED (
       SELECT seen.* FROM seen LEFT JOIN baseline_day AS d USING (tenant, subject, day),
         LATERAL (SELECT coalesce((SELECT sum(value) FROM unnest(d.tokens) AS value), 0) AS before,
           (SELECT sum(value) FROM unnest(seen.tokens) AS value) AS after) AS totals
       WHERE d.tenant IS NULL OR abs(after - before) > 0.1 * greatest(after, before)),
     days AS (
       INSERT INTO baseline_day AS d (tenant, subject, day, spend, tokens, requests, output)
       SELECT tenant, subject, day, spend, tokens, requests, output FROM seen
       ON CONFLICT (tenant, subject, day) DO UPDATE
       SET spend = EXCLUDED.spend, tokens = EXCLUDED.tokens, requests = EXCLUDED.requests, output = EXCLUDED.output)
     INSERT INTO baseline_subject AS b (tenant, subject, kind, names, since, last_active, observed_until, outlook_until)
     SELECT tenant, subject, min(kind), min(names), ${instant("min(first_hour)")}, ${instant("max(last_hour)")},
       ${instant("min(first_hour)")}, ${instant("min(first_hour)")} FROM changed GROUP BY tenant, subject ORDER BY tenant, subject
     ON CONFLICT (tenant, subject) DO UPDATE SET since = least(b.since, EXCLUDED.since),
       last_active = greatest(b.last_active, EXCLUDED.last_active), states = NULL,
       observed_until = least(b.since, EXCLUDED.since), outlook_until = least(b.since, EXCLUDED.since), median_on = NULL`,
    [new Date(fromMs), new Date(untilMs), ...(only ? [only.tenants, only.features] : []), ...series.values],
  );
}

const instant = (hours: string) => `TIMESTAMPTZ '2000-01-01T00:00:00Z' + ${hours} * interval '1 hour'`;
