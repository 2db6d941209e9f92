import { CUBOIDS, countedIn, DIMENSIONS, type Dimension, holdsValues, USER_LABEL } from "@/lib/metering/service";
import { MEASURES } from "../measures";
import { EVENT_MEASURES, LATENCY_BUCKET } from "../queries/usage-sources";

/**
 * The tiers as queries with the same columns, so that two of them can be compared or one be made
 * of another. Each takes $1 and $2, the half-open range, and where days are needed $3 and $4: the
 * first instants of the days and of those after them.
 */
export const SUMS = MEASURES.map((name) => `sum(r.${name}) AS ${name}`).join(", ");

/** What came before the year 2000 is binned from there as well. */
export const quarterStart = (column: string) => `date_bin('15 minutes', ${column}, TIMESTAMPTZ '2000-01-01T00:00:00Z')`;
export const hourStart = (column: string) => `date_bin('1 hour', ${column}, TIMESTAMPTZ '2000-01-01T00:00:00Z')`;
export const minuteStart = (column: string) => `date_bin('1 minute', ${column}, TIMESTAMPTZ '2000-01-01T00:00:00Z')`;

export const DAYS = "unnest($3::timestamptz[], $4::timestamptz[]) AS d(day_start, day_end)";
export const IN_DAY = "r.bucket >= d.day_start AND r.bucket < d.day_end";
export const SERIES = "series AS s ON s.tenant = r.tenant AND s.series_id = r.series_id";

export const named = (dimensions: readonly Dimension[], table: string) => dimensions.map((name) => `, ${table}.${name}`).join("");

const EVENT_SUMS = MEASURES.map((name) => `sum(${EVENT_MEASURES[name]}) AS ${name}`).join(", ");
const COUNTED = "e.time >= $1 AND e.time < $2 AND e.corrected_by IS NULL";

export const events = `SELECT ${quarterStart("e.time")} AS bucket${named(DIMENSIONS, "e")}, ${EVENT_SUMS}
  FROM usage_event AS e WHERE ${COUNTED} GROUP BY 1${named(DIMENSIONS, "e")}`;

export const eventUsers = `SELECT ${quarterStart("e.time")} AS bucket, e.user_id AS value${named(DIMENSIONS, "e")}, ${EVENT_SUMS}
  FROM usage_event AS e WHERE ${COUNTED} AND e.user_id IS NOT NULL GROUP BY 1, 2${named(DIMENSIONS, "e")}`;

const COUNTED_TAGS = "SELECT value FROM setting WHERE key = 'counted_tags'";

/** By each tag that has rollups of its own. Without one no event is read. */
export const eventTags = `SELECT ${quarterStart("e.time")} AS bucket, 'tag:' || tag AS label, e.tags ->> tag AS value${named(DIMENSIONS, "e")}, ${EVENT_SUMS}
  FROM usage_event AS e, jsonb_array_elements_text((${COUNTED_TAGS})) AS tag
  WHERE EXISTS (${COUNTED_TAGS} AND value <> '[]') AND ${COUNTED} AND e.tags ->> tag <> '' GROUP BY 1, 2, 3${named(DIMENSIONS, "e")}`;

export const eventLatencies = `SELECT ${quarterStart("e.time")} AS bucket, ${LATENCY_BUCKET} AS latency, count(*) AS latency_histogram
  FROM usage_event AS e WHERE ${COUNTED} AND e.latency_ms IS NOT NULL GROUP BY 1, 2`;

/** Quarters before the border and minutes from it on: together all usage, once. */
const COLUMNS = [...MEASURES, "latency_histogram"].map((name) => `r.${name}`).join(", ");
const USAGE = `(SELECT r.bucket, r.tenant, r.series_id, ${COLUMNS} FROM rollup_quarter AS r
    WHERE r.bucket >= $1 AND r.bucket < $2 AND r.bucket < (SELECT folded_until FROM rollup_state)
  UNION ALL
  SELECT ${quarterStart("r.bucket")}, r.tenant, r.series_id, ${COLUMNS} FROM rollup_minute AS r
    WHERE r.bucket >= $1 AND r.bucket < $2 AND r.bucket >= (SELECT folded_until FROM rollup_state)) AS r`;

export const usage = `SELECT r.bucket${named(DIMENSIONS, "s")}, ${SUMS} FROM ${USAGE} JOIN ${SERIES}
  GROUP BY r.bucket${named(DIMENSIONS, "s")}`;

export const users = `SELECT r.bucket, r.value${named(DIMENSIONS, "s")}, ${SUMS} FROM rollup_label_quarter AS r JOIN ${SERIES}
  WHERE r.label = 'user' AND r.bucket >= $1 AND r.bucket < $2 GROUP BY r.bucket, r.value${named(DIMENSIONS, "s")}`;

export const tags = `SELECT r.bucket, r.label, r.value${named(DIMENSIONS, "s")}, ${SUMS} FROM rollup_label_quarter AS r JOIN ${SERIES}
  WHERE r.label IN (SELECT 'tag:' || tag FROM jsonb_array_elements_text((${COUNTED_TAGS})) AS tag) AND r.bucket >= $1 AND r.bucket < $2
  GROUP BY r.bucket, r.label, r.value${named(DIMENSIONS, "s")}`;

const ENTRY_BUCKET = "(entry + 2147483648) >> 32";

/** Requests by latency bucket of rows that have `bucket` and `latency_histogram`. */
export function latencies(rows: string): string {
  return `SELECT bucket, ${ENTRY_BUCKET} AS latency, sum(entry - ((${ENTRY_BUCKET}) << 32)) AS latency_histogram
    FROM (${rows}) AS l, unnest(l.latency_histogram) AS entry GROUP BY 1, 2
    HAVING sum(entry - ((${ENTRY_BUCKET}) << 32)) <> 0`;
}

export const usageLatencies = latencies(`SELECT r.bucket, r.latency_histogram FROM ${USAGE}`);

const FOLDED_QUARTERS = `rollup_quarter AS r JOIN ${SERIES}`;
const WHOLE = "r.bucket >= $1 AND r.bucket < $2 AND r.bucket < (SELECT folded_until FROM rollup_state)";

/** Quarters before the border by local day and these dimensions. */
export function quartersByDay(dimensions: readonly Dimension[]): string {
  return `SELECT d.day_start AS bucket${named(dimensions, "s")}, ${SUMS} FROM ${FOLDED_QUARTERS} JOIN ${DAYS} ON ${IN_DAY}
    WHERE ${WHOLE} GROUP BY d.day_start${named(dimensions, "s")}`;
}

export function quartersByHour(dimensions: readonly Dimension[]): string {
  return `SELECT ${hourStart("r.bucket")} AS bucket${named(dimensions, "s")}, ${SUMS} FROM ${FOLDED_QUARTERS}
    WHERE ${WHOLE} GROUP BY 1${named(dimensions, "s")}`;
}

const countedBy = (number: number) => countedIn(CUBOIDS[number] ?? [], "r.tenant");

/** The latencies of what a cuboid counts. */
export const quarterLatenciesByDay = (number: number) =>
  latencies(
    `SELECT d.day_start AS bucket, r.latency_histogram FROM rollup_quarter AS r JOIN ${DAYS} ON ${IN_DAY} WHERE ${WHOLE} AND ${countedBy(number)}`,
  );
export const quarterLatenciesByHour = (number: number) =>
  latencies(
    `SELECT ${hourStart("r.bucket")} AS bucket, r.latency_histogram FROM rollup_quarter AS r WHERE ${WHOLE} AND ${countedBy(number)}`,
  );

export type CubeTable = "rollup_hour" | "rollup_day" | "rollup_month";

/** A cuboid as it stands, or added up to what another of fewer dimensions counts. */
export function cuboid(table: CubeTable, number: number, coarser = number): string {
  const dimensions = CUBOIDS[coarser] ?? [];
  return `SELECT r.bucket${named(dimensions, "r")}, ${SUMS} FROM ${table} AS r
    WHERE r.cuboid = ${number} AND r.bucket >= $1 AND r.bucket < $2 AND ${number === coarser ? "true" : countedBy(coarser)}
    GROUP BY r.bucket${named(dimensions, "r")}`;
}

export function cuboidLatencies(table: CubeTable, number: number): string {
  return latencies(
    `SELECT r.bucket, r.latency_histogram FROM ${table} AS r WHERE r.cuboid = ${number} AND r.bucket >= $1 AND r.bucket < $2`,
  );
}

export const labelDays = `SELECT r.bucket, r.label, r.value, r.tenant, r.series_id, ${SUMS} FROM rollup_label_day AS r
  WHERE r.bucket >= $1 AND r.bucket < $2 GROUP BY 1, 2, 3, 4, 5`;

export const labelQuartersByDay = `SELECT d.day_start AS bucket, r.label, r.value, r.tenant, r.series_id, ${SUMS}
  FROM rollup_label_quarter AS r JOIN ${DAYS} ON ${IN_DAY} WHERE ${WHOLE} GROUP BY 1, 2, 3, 4, 5`;

/** The sums of a label's values in one cuboid, as they stand. */
export function values(table: "rollup_value_day" | "rollup_value_month", number: number): string {
  const dimensions = CUBOIDS[number] ?? [];
  return `SELECT r.bucket, r.label, r.value${named(dimensions, "r")}, ${SUMS} FROM ${table} AS r
    WHERE r.cuboid = ${number} AND r.bucket >= $1 AND r.bucket < $2 GROUP BY r.bucket, r.label, r.value${named(dimensions, "r")}`;
}

/** What they must be by the labels' days: each value, and under '' all of them. */
export function valuesOfLabelDays(number: number): string {
  const dimensions = CUBOIDS[number] ?? [];
  const held = holdsValues(number, USER_LABEL) ? "true" : `r.label <> '${USER_LABEL}'`;
  const part = (
    value: string,
    which: string,
    by: string,
  ) => `SELECT r.bucket, r.label, ${value} AS value${named(dimensions, "s")}, ${SUMS}
    FROM rollup_label_day AS r JOIN ${SERIES}
    WHERE r.bucket >= $1 AND r.bucket < $2 AND ${countedBy(number)} AND ${which} GROUP BY r.bucket, r.label${by}${named(dimensions, "s")}`;
  return `${part("r.value", held, ", r.value")} UNION ALL ${part("''", "true", "")}`;
}

export function valueLatencies(table: "rollup_value_day" | "rollup_value_month"): string {
  return latencies(
    `SELECT r.bucket, r.latency_histogram FROM ${table} AS r WHERE r.bucket >= $1 AND r.bucket < $2 AND r.value <> '' AND r.cuboid = 1`,
  );
}
export const labelDayLatencies = latencies(
  "SELECT r.bucket, r.latency_histogram FROM rollup_label_day AS r WHERE r.bucket >= $1 AND r.bucket < $2",
);

/** A table's columns with the days of one month, which begins at $1, added up. */
export function summedAsMonth(table: string, keys: readonly string[]): string {
  return `SELECT $1::timestamptz AS bucket, ${keys.map((name) => `r.${name}`).join(", ")}, ${SUMS} FROM ${table} AS r
    WHERE r.bucket >= $1 AND r.bucket < $2 GROUP BY ${keys.map((name) => `r.${name}`).join(", ")}`;
}
export function asItStands(table: string, keys: readonly string[]): string {
  return `SELECT r.bucket, ${keys.map((name) => `r.${name}`).join(", ")}, ${SUMS} FROM ${table} AS r
    WHERE r.bucket >= $1 AND r.bucket < $2 GROUP BY r.bucket, ${keys.map((name) => `r.${name}`).join(", ")}`;
}
export const monthLatencies = (table: string, from: string) => ({
  expected: latencies(
    `SELECT $1::timestamptz AS bucket, r.latency_histogram FROM ${from} AS r WHERE r.bucket >= $1 AND r.bucket < $2`,
  ),
  actual: latencies(`SELECT r.bucket, r.latency_histogram FROM ${table} AS r WHERE r.bucket >= $1 AND r.bucket < $2`),
});
