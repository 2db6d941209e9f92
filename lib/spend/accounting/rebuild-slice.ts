import type pg from "pg";
import {
  CUBOIDS,
  countedIn,
  DAY_CUBOIDS,
  DIMENSIONS,
  MONTH_STATEMENTS,
  mergedHistograms,
  USER_LABEL,
  valuesOf,
} from "@/lib/metering/service";
import { type Period, periods } from "@/lib/platform/time";
import { COUNTS, MEASURES } from "../measures";
import { EVENT_MEASURES, LATENCY_BUCKET } from "../queries/usage-sources";
import { rangeOf, type Slice } from "./slices";
import { DAYS, hourStart, IN_DAY, minuteStart, named, quarterStart, SERIES } from "./tier-sql";

const isCount = (name: string) => COUNTS.some((count) => count === name);
const whole = (name: string) => (isCount(name) ? "::bigint" : "");
const COLUMNS = [...MEASURES, "latency_histogram"].join(", ");

const SUMS = [...MEASURES.map((name) => `sum(r.${name})${whole(name)}`), mergedHistograms("r")].join(", ");

const ENTRIES = `array_agg(${LATENCY_BUCKET} * 4294967296 + 1) FILTER (WHERE e.latency_ms IS NOT NULL)`;
const EVENT_SUMS = [
  ...MEASURES.map((name) => `sum(${EVENT_MEASURES[name]})${whole(name)}`),
  `CASE WHEN count(e.latency_ms) > 64 THEN fold_histogram(${ENTRIES}) ELSE coalesce(${ENTRIES}, '{}') END`,
].join(", ");

const MINUTE_SUMS: readonly [column: string, condition: string][] = [
  ["rate_limited", "e.status = 429"],
  ["server_errors", "e.status >= 500"],
  ["retries", "e.attempt > 1"],
  ["finished_length", "e.finish_reason IN ('length', 'max_tokens')"],
  ["finished_filter", "e.finish_reason = 'content_filter'"],
];

const EVENT_SERIES = `series AS s ON ${DIMENSIONS.map((name) => `s.${name} = e.${name}`).join(" AND ")}`;
const COUNTED = "e.time >= $1 AND e.time < $2 AND e.corrected_by IS NULL";

const ENSURE_SERIES = `INSERT INTO series (${DIMENSIONS.join(", ")})
  SELECT DISTINCT ${DIMENSIONS.map((name) => `e.${name}`).join(", ")} FROM usage_event AS e WHERE ${COUNTED}
  ON CONFLICT (${DIMENSIONS.join(", ")}) DO NOTHING`;

const QUARTERS = `INSERT INTO rollup_quarter (bucket, series_id, tenant, ${COLUMNS})
  SELECT ${quarterStart("e.time")}, s.series_id, s.tenant, ${EVENT_SUMS} FROM usage_event AS e JOIN ${EVENT_SERIES}
  WHERE ${COUNTED} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;

const MINUTES = `INSERT INTO rollup_minute (bucket, series_id, tenant, ${COLUMNS}, ${MINUTE_SUMS.map(([name]) => name).join(", ")})
  SELECT ${minuteStart("e.time")}, s.series_id, s.tenant, ${EVENT_SUMS},
    ${MINUTE_SUMS.map(([, condition]) => `count(*) FILTER (WHERE ${condition})`).join(", ")}
  FROM usage_event AS e JOIN ${EVENT_SERIES} WHERE ${COUNTED} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;

const TAGS = "SELECT 'tag:' || tag AS label, e.tags ->> tag AS value FROM unnest($3::text[]) AS tag";
const labelsFrom = (labels: string) => `INSERT INTO rollup_label_quarter (bucket, label, value, series_id, tenant, ${COLUMNS})
  SELECT ${quarterStart("e.time")}, l.label, l.value, s.series_id, s.tenant, ${EVENT_SUMS}
  FROM usage_event AS e JOIN ${EVENT_SERIES}, LATERAL (${labels}) AS l
  WHERE ${COUNTED} AND l.value <> '' GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5`;

const LABELS = labelsFrom(`SELECT '${USER_LABEL}' AS label, e.user_id AS value UNION ALL ${TAGS}`);

const labelDays = (only: string) => `INSERT INTO rollup_label_day (bucket, label, value, series_id, tenant, ${COLUMNS})
  SELECT d.day_start, r.label, r.value, r.series_id, r.tenant, ${SUMS} FROM rollup_label_quarter AS r JOIN ${DAYS} ON ${IN_DAY}
  WHERE r.bucket >= $1 AND r.bucket < $2${only} GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5`;

function cubeInto(table: "rollup_day" | "rollup_hour", cuboid: number, start: string, from: string, source: string): string {
  const within = CUBOIDS[cuboid] ?? [];
  const names = DIMENSIONS.map((name) => (within.includes(name) ? `${source}.${name}` : "''")).join(", ");
  return `INSERT INTO ${table} (cuboid, bucket, ${DIMENSIONS.join(", ")}, ${COLUMNS})
    SELECT ${cuboid}, ${start}, ${names}, ${SUMS} FROM ${from} AND ${countedIn(within, "r.tenant")}
    GROUP BY ${start}${named(within, source)} ORDER BY ${start}${named(within, source)}`;
}

const QUARTERS_IN_DAYS = `rollup_quarter AS r JOIN ${SERIES} JOIN ${DAYS} ON ${IN_DAY} WHERE r.bucket >= $1 AND r.bucket < $2`;
const QUARTERS_IN_RANGE = `rollup_quarter AS r JOIN ${SERIES} WHERE r.bucket >= $1 AND r.bucket < $2`;

/** The finest cuboid first: the others are sums of it, far fewer rows than the quarters. */
export const DAY_STATEMENTS: readonly string[] = [
  cubeInto("rollup_day", 7, "d.day_start", QUARTERS_IN_DAYS, "s"),
  ...DAY_CUBOIDS.filter((cuboid) => cuboid !== 7).map((cuboid) =>
    cubeInto("rollup_day", cuboid, "r.bucket", "rollup_day AS r WHERE r.cuboid = 7 AND r.bucket >= $1 AND r.bucket < $2", "r"),
  ),
];
export const HOUR_STATEMENTS: readonly string[] = [
  cubeInto("rollup_hour", 1, hourStart("r.bucket"), QUARTERS_IN_RANGE, "s"),
  cubeInto("rollup_hour", 0, "r.bucket", "rollup_hour AS r WHERE r.cuboid = 1 AND r.bucket >= $1 AND r.bucket < $2", "r"),
];

const earlier = (a: Date, b: Date) => (a < b ? a : b);
const later = (a: Date, b: Date) => (a > b ? a : b);

export interface RebuildContext {
  /** The border between quarters and minutes, read under the lock. */
  foldedUntil: Date;
  /** Minutes are kept from here on. */
  minutesFrom: Date;
  declaredTags: readonly string[];
}

/**
 * Makes every rollup of a slice anew: quarters, minutes and labels from the events, hours and days
 * from the quarters, so that of a day at the edge what no event covers any more stays. The caller
 * holds the rollup lock exclusively.
 */
export async function rebuildSlice(client: pg.ClientBase, slice: Slice, context: RebuildContext): Promise<void> {
  const { foldedUntil, minutesFrom, declaredTags } = context;
  const [from, to] = rangeOf(slice, "range");
  const clear = (table: string, range: [Date, Date]) =>
    client.query(`DELETE FROM ${table} WHERE bucket >= $1 AND bucket < $2`, range);
  await client.query(ENSURE_SERIES, [from, to]);
  const folded: [Date, Date] = [from, earlier(to, foldedUntil)];
  await clear("rollup_quarter", [from, to]);
  if (folded[0] < folded[1]) await client.query(QUARTERS, folded);
  const fresh: [Date, Date] = [later(from, earlier(minutesFrom, foldedUntil)), to];
  if (fresh[0] < fresh[1]) {
    await clear("rollup_minute", fresh);
    await client.query(MINUTES, fresh);
  }
  await clear("rollup_label_quarter", [from, to]);
  await client.query(LABELS, [from, to, declaredTags]);
  await rebuildCoarser(client, slice, foldedUntil);
}

/** Hours, days and label days of the whole hours and days around a slice, from the quarters. */
export async function rebuildCoarser(client: pg.ClientBase, slice: Slice, foldedUntil: Date): Promise<void> {
  const [hoursFrom, hoursTo] = rangeOf(slice, "hours");
  await client.query("DELETE FROM rollup_hour WHERE bucket >= $1 AND bucket < $2", [hoursFrom, hoursTo]);
  for (const statement of HOUR_STATEMENTS) await client.query(statement, [hoursFrom, earlier(hoursTo, foldedUntil)]);
  const [daysFrom, daysTo, starts, ends] = rangeOf(slice, "days");
  const days = [daysFrom, earlier(daysTo, foldedUntil), starts, ends];
  await client.query("DELETE FROM rollup_day WHERE bucket >= $1 AND bucket < $2", [daysFrom, daysTo]);
  await client.query("DELETE FROM rollup_label_day WHERE bucket >= $1 AND bucket < $2", [daysFrom, daysTo]);
  for (const statement of DAY_STATEMENTS) await client.query(statement, statement.includes("$3") ? days : days.slice(0, 2));
  await client.query(labelDays(""), days);
  await rebuildValues(client, slice, "true");
}

/** The sums of the labels' values by day, from the labels' days. */
async function rebuildValues(client: pg.ClientBase, slice: Slice, only: string, labels: string[] = []): Promise<void> {
  const [from, to, starts, ends] = rangeOf(slice, "days");
  const which = only === "true" ? "" : " AND label = ANY($3)";
  const cleared = [from, to, ...(which ? [labels] : [])];
  await client.query(`DELETE FROM rollup_value_day WHERE bucket >= $1 AND bucket < $2${which}`, cleared);
  for (const statement of valuesOf("day", "rollup_label_day", only)) {
    await client.query(statement, [starts, ends, ...(which ? [labels] : [])]);
  }
}

/** One table of months made anew from the days, a month at a time. */
export interface MonthStep {
  month: Period;
  table: string;
  text: string;
}

/** The steps that make every table of the months that overlap a range. */
export function monthSteps(range: Period, dayZone: string): MonthStep[] {
  return periods(range.startMs, range.endMs, "month", dayZone).flatMap((month) =>
    MONTH_STATEMENTS.map((statement) => ({ month, ...statement })),
  );
}

/** Makes one table of a month from its days. The caller holds the rollup lock exclusively. */
export async function rebuildMonth(client: pg.ClientBase, { month, table, text }: MonthStep): Promise<void> {
  const range = [new Date(month.startMs), new Date(month.endMs)];
  await client.query(`DELETE FROM ${table} WHERE bucket >= $1 AND bucket < $2`, range);
  await client.query(text, range);
}

/** Makes the rollups of these tags anew, alone, for a slice. The caller holds the rollup lock exclusively. */
export async function rebuildTags(
  client: pg.ClientBase,
  slice: Slice,
  foldedUntil: Date,
  tags: readonly string[],
): Promise<void> {
  const labels = tags.map((tag) => `tag:${tag}`);
  const [from, to] = rangeOf(slice, "range");
  await client.query("DELETE FROM rollup_label_quarter WHERE bucket >= $1 AND bucket < $2 AND label = ANY($3)", [
    from,
    to,
    labels,
  ]);
  await client.query(labelsFrom(TAGS), [from, to, tags]);
  const [daysFrom, daysTo, starts, ends] = rangeOf(slice, "days");
  await client.query("DELETE FROM rollup_label_day WHERE bucket >= $1 AND bucket < $2 AND label = ANY($3)", [
    daysFrom,
    daysTo,
    labels,
  ]);
  const folded = [daysFrom, earlier(daysTo, foldedUntil), starts, ends, labels];
  await client.query(labelDays(" AND r.label = ANY($5::text[])"), folded);
  await rebuildValues(client, slice, "f.label = ANY($3::text[])", labels);
}
