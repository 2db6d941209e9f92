import { CUBOIDS, DAY_CUBOIDS, DIMENSIONS, type Dimension, holdsValues, USER_LABEL, VALUE_CUBOIDS } from "../cuboids";
import { MEASURE_COLUMNS } from "../recording/measures";
import { mergedHistograms } from "./merge-histograms";
import { addOnConflict, ROLLUP_TABLES } from "./upsert-rollup";

/** The measures of every rollup, and as sums of rows `f`. */
export const ROLLUP_COLUMNS = [...MEASURE_COLUMNS.map(([column]) => column), "latency_histogram"].join(", ");
export const ROLLUP_SUMS = [
  ...MEASURE_COLUMNS.map(([column, type]) => `sum(f.${column})${type === "bigint" ? "::bigint" : ""}`),
  mergedHistograms("f"),
].join(", ");

export type Grain = "day" | "month";
const BASE = { day: ROLLUP_TABLES.day, month: ROLLUP_TABLES.month };
const LABEL = { day: ROLLUP_TABLES.labelDay, month: ROLLUP_TABLES.labelMonth };
const VALUE = { day: ROLLUP_TABLES.valueDay, month: ROLLUP_TABLES.valueMonth };

/** $1 and $2: the first instants of the days or months and of those after them. */
const SPANS =
  "unnest($1::timestamptz[], $2::timestamptz[]) AS d(span_start, span_end) ON f.bucket >= d.span_start AND f.bucket < d.span_end";
const SERIES = "series AS s ON s.tenant = f.tenant AND s.series_id = f.series_id";

/** Leaves out our own tenants where a cuboid would not tell them apart. */
export function countedIn(within: readonly Dimension[], tenant: string): string {
  return within.includes("tenant") ? "true" : `NOT starts_with(${tenant}, '__')`;
}

function insert(
  table: { name: string; key: readonly { name: string }[] },
  keys: readonly string[],
  from: string,
  grouped: readonly string[],
  conflict: string,
) {
  const by = grouped.length > 0 ? `GROUP BY ${grouped.join(", ")} ORDER BY ${grouped.join(", ")}` : "HAVING count(*) > 0";
  return `INSERT INTO ${table.name} AS r (${table.key.map((column) => column.name).join(", ")}, ${ROLLUP_COLUMNS})
    SELECT ${keys.join(", ")}, ${ROLLUP_SUMS} FROM ${from} ${by} ${conflict}`;
}

const named = (within: readonly Dimension[]) => DIMENSIONS.map((name) => (within.includes(name) ? `s.${name}` : "''"));

/** Adds rows of series (`from` gives f, with a bucket) to the cuboids of days or months. */
export function cuboidsOf(grain: Grain, from: string): string[] {
  return DAY_CUBOIDS.map((cuboid) => {
    const within = CUBOIDS[cuboid] ?? [];
    const rows = `${from} AS f JOIN ${SERIES} JOIN ${SPANS} WHERE ${countedIn(within, "f.tenant")}`;
    const grouped = ["d.span_start", ...within.map((name) => `s.${name}`)];
    return insert(BASE[grain], [`${cuboid}`, "d.span_start", ...named(within)], rows, grouped, addOnConflict(BASE[grain]));
  });
}

/** Adds rows of labels by series to the labels of days or months. */
export function labelsOf(grain: Grain, from: string): string {
  const keys = ["d.span_start", "f.label", "f.value", "f.series_id", "f.tenant"];
  return insert(LABEL[grain], keys, `${from} AS f JOIN ${SPANS}`, keys, addOnConflict(LABEL[grain]));
}

/** Adds rows of labels by series to the sums of their values, and, under the value '', of all that has the label. */
export function valuesOf(grain: Grain, from: string, only = "true"): string[] {
  return VALUE_CUBOIDS.flatMap((cuboid) => {
    const within = CUBOIDS[cuboid] ?? [];
    const [tenant = "''", ...others] = named(within);
    const rows = `${from} AS f JOIN ${SERIES} JOIN ${SPANS} WHERE ${countedIn(within, "f.tenant")} AND ${only}`;
    const grouped = ["f.label", "d.span_start", ...within.map((name) => `s.${name}`)];
    const statement = (value: string, by: readonly string[], which: string) =>
      insert(
        VALUE[grain],
        [`${cuboid}`, "f.label", "d.span_start", tenant, value, ...others],
        `${rows} AND ${which}`,
        by,
        addOnConflict(VALUE[grain]),
      );
    const held = holdsValues(cuboid, USER_LABEL) ? "true" : `f.label <> '${USER_LABEL}'`;
    return [statement("f.value", ["f.value", ...grouped], held), statement("''", grouped, "true")];
  });
}

/** Makes the months of [$1, $2), which begin at $1, of their days: a statement for each table of them. */
export const MONTH_STATEMENTS: readonly { table: string; text: string }[] = (
  [
    [ROLLUP_TABLES.month, ROLLUP_TABLES.day],
    [ROLLUP_TABLES.labelMonth, ROLLUP_TABLES.labelDay],
    [ROLLUP_TABLES.valueMonth, ROLLUP_TABLES.valueDay],
  ] as const
).map(([month, day]) => {
  const others = month.key.map((column) => column.name).filter((name) => name !== "bucket");
  const keys = month.key.map(({ name }) => (name === "bucket" ? "$1::timestamptz" : `f.${name}`));
  const from = `${day.name} AS f WHERE f.bucket >= $1 AND f.bucket < $2`;
  return {
    table: month.name,
    text: insert(
      month,
      keys,
      from,
      others.map((name) => `f.${name}`),
      "",
    ),
  };
});
