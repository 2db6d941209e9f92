import type pg from "pg";
import { type Atto, formatAtto } from "@/lib/platform/decimal";
import { MEASURE_COLUMNS, type Measures, MINUTE_COLUMNS } from "../recording/measures";
import { SEPARATOR, textArray } from "./joined-text";

/** A histogram longer than this is folded to one entry a bucket when it is next touched. */
const LONGEST_HISTOGRAM = 192;

export interface KeyColumn {
  name: string;
  type: "text" | "bigint" | "timestamptz" | "smallint";
}

export interface RollupTable {
  name: string;
  key: readonly KeyColumn[];
  minute?: boolean;
}

const NAMES = ["tenant", "feature", "environment", "provider", "model", "key"];
const bucket: KeyColumn = { name: "bucket", type: "timestamptz" };
const series: readonly KeyColumn[] = [
  { name: "series_id", type: "bigint" },
  { name: "tenant", type: "text" },
];
const labels: readonly KeyColumn[] = [{ name: "label", type: "text" }, { name: "value", type: "text" }, ...series];
const cube: readonly KeyColumn[] = [
  { name: "cuboid", type: "smallint" },
  bucket,
  ...NAMES.map((name): KeyColumn => ({ name, type: "text" })),
];
const valueCube: readonly KeyColumn[] = [
  { name: "cuboid", type: "smallint" },
  { name: "label", type: "text" },
  bucket,
  { name: "tenant", type: "text" },
  { name: "value", type: "text" },
  ...NAMES.slice(1).map((name): KeyColumn => ({ name, type: "text" })),
];

export const ROLLUP_TABLES = {
  minute: { name: "rollup_minute", key: [bucket, ...series], minute: true },
  quarter: { name: "rollup_quarter", key: [bucket, ...series] },
  hour: { name: "rollup_hour", key: cube },
  day: { name: "rollup_day", key: cube },
  month: { name: "rollup_month", key: cube },
  labelQuarter: { name: "rollup_label_quarter", key: [bucket, ...labels] },
  labelDay: { name: "rollup_label_day", key: [bucket, ...labels] },
  labelMonth: { name: "rollup_label_month", key: [bucket, ...labels] },
  valueDay: { name: "rollup_value_day", key: valueCube },
  valueMonth: { name: "rollup_value_month", key: valueCube },
} as const satisfies Record<string, RollupTable>;

export function measureColumns(table: RollupTable): typeof MEASURE_COLUMNS {
  return table.minute ? [...MEASURE_COLUMNS, ...MINUTE_COLUMNS] : MEASURE_COLUMNS;
}

/** `ON CONFLICT … DO UPDATE` that adds what comes to what is there. */
export function addOnConflict(table: RollupTable): string {
  const sums = measureColumns(table).map(([column]) => `${column} = r.${column} + excluded.${column}`);
  const histogram = `latency_histogram = CASE
    WHEN cardinality(excluded.latency_histogram) = 0 THEN r.latency_histogram
    WHEN cardinality(r.latency_histogram) < ${LONGEST_HISTOGRAM} THEN r.latency_histogram || excluded.latency_histogram
    ELSE fold_histogram(r.latency_histogram || excluded.latency_histogram) END`;
  return `ON CONFLICT (${table.key.map((column) => column.name).join(", ")}) DO UPDATE SET ${[...sums, histogram].join(", ")}`;
}

function statement(table: RollupTable): string {
  const measures = measureColumns(table);
  const columns = [...table.key.map((column) => column.name), ...measures.map(([column]) => column), "latency_histogram"];
  const sources = [
    ...table.key.map((column, at) => (column.type === "text" ? textArray(at + 1) : `$${at + 1}::${column.type}[]`)),
    ...measures.map(([, type], at) => `$${table.key.length + at + 1}::${type}[]`),
    `string_to_array($${columns.length}, ' ')`,
  ];
  const selected = columns.map((column) => (column === "latency_histogram" ? "latency_histogram::bigint[]" : column));
  return `INSERT INTO ${table.name} AS r (${columns.join(", ")})
    SELECT ${selected.join(", ")} FROM unnest(${sources.join(", ")}) AS u(${columns.join(", ")})
    ${addOnConflict(table)}`;
}

const statements = new Map<string, string>();

export interface RollupRow {
  /** In the order of the table's key; instants as RFC 3339 text. */
  key: readonly (string | number)[];
  measures: Measures;
}

/**
 * Adds rows to a rollup table in one statement. Rows must be sorted by key and distinct: all
 * writers take row locks in the same order, so two of them never wait for each other in a ring.
 */
export async function upsertRollup(client: pg.ClientBase, table: RollupTable, rows: readonly RollupRow[]): Promise<void> {
  if (rows.length === 0) return;
  let text = statements.get(table.name);
  if (text === undefined) {
    text = statement(table);
    statements.set(table.name, text);
  }
  const values: string[] = table.key.map((column, at) => {
    const parts = rows.map((row) => row.key[at]);
    return column.type === "text" ? parts.join(SEPARATOR) : `{${parts.join(",")}}`;
  });
  for (const [, type, field] of measureColumns(table)) {
    const parts =
      type === "numeric"
        ? rows.map((row) => formatAtto(row.measures[field] as Atto))
        : rows.map((row) => row.measures[field] as number);
    values.push(`{${parts.join(",")}}`);
  }
  values.push(rows.map((row) => `{${row.measures.histogram}}`).join(" "));
  await client.query({ name: `upsert-${table.name}`, text, values });
}
