import { type Atto, formatAtto } from "@/lib/platform/decimal";
import type { Statement } from "@/lib/platform/send-together";
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

/** `ON CONFLICT … DO UPDATE` that adds what comes to what is there; by `columns`, where the others are known to come as 0. */
export function addOnConflict(table: RollupTable, columns: typeof MEASURE_COLUMNS = measureColumns(table)): string {
  const sums = columns.map(([column]) => `${column} = r.${column} + excluded.${column}`);
  const histogram = `latency_histogram = CASE
    WHEN cardinality(excluded.latency_histogram) = 0 THEN r.latency_histogram
    WHEN cardinality(r.latency_histogram) < ${LONGEST_HISTOGRAM} THEN r.latency_histogram || excluded.latency_histogram
    ELSE fold_histogram(r.latency_histogram || excluded.latency_histogram) END`;
  return `ON CONFLICT (${table.key.map((column) => column.name).join(", ")}) DO UPDATE SET ${[...sums, histogram].join(", ")}`;
}

/**
 * Most measures of most batches are 0, and each array costs the database more than the numbers in it.
 * So these travel only when some row has them, by groups, to keep the number of statements small.
 */
const RARE: readonly ReadonlySet<keyof Measures & string>[] = [
  new Set(["cacheWriteTokens", "reasoningTokens"]),
  new Set(["errors", "rateLimited", "serverErrors", "retries", "finishedLength", "finishedFilter"]),
  new Set([
    "unpricedRequests",
    "unlistedRequests",
    "reportedRequests",
    "estimatedRequests",
    "unbilledRequests",
    "reportedCost",
    "estimatedCost",
    "savedCost",
  ]),
];

/** A statement's shape, as bits: a group of RARE each, then whether list costs differ from effective ones. */
function shapeOf(table: RollupTable, rows: readonly RollupRow[]): number {
  let shape = 0;
  for (const [, type, field] of measureColumns(table)) {
    const bit = 1 << RARE.findIndex((group) => group.has(field));
    if (bit < 1 || shape & bit) continue;
    const zero = type === "numeric" ? 0n : 0;
    if (rows.some((row) => row.measures[field] !== zero)) shape |= bit;
  }
  if (rows.some(({ measures }) => measures.listCost !== measures.effectiveCost)) shape |= 1 << RARE.length;
  return shape;
}

interface Shaped {
  name: string;
  text: string;
  /** The measures that travel, in the order of the parameters after the key. */
  sent: typeof MEASURE_COLUMNS;
}

function statement(table: RollupTable, shape: number): Shaped {
  const measures = measureColumns(table);
  const listIsEffective = (shape & (1 << RARE.length)) === 0;
  const changed = measures.filter(([, , field]) => RARE.every((group, at) => !group.has(field) || shape & (1 << at)));
  const sent = changed.filter(([, , field]) => !(listIsEffective && field === "listCost"));
  const columns = [...table.key.map((column) => column.name), ...sent.map(([column]) => column), "latency_histogram"];
  const sources = [
    ...table.key.map((column, at) => (column.type === "text" ? textArray(at + 1) : `$${at + 1}::${column.type}[]`)),
    ...sent.map(([, type], at) => `$${table.key.length + at + 1}::${type}[]`),
    `string_to_array($${columns.length}, ' ')`,
  ];
  const rest = measures.filter((measure) => !sent.includes(measure));
  const selected = [
    ...columns.map((column) => (column === "latency_histogram" ? "latency_histogram::bigint[]" : column)),
    ...rest.map(([, , field]) => (listIsEffective && field === "listCost" ? "effective_cost" : "0")),
  ];
  return {
    name: `upsert-${table.name}-${shape}`,
    text: `INSERT INTO ${table.name} AS r (${[...columns, ...rest.map(([column]) => column)].join(", ")})
    SELECT ${selected.join(", ")} FROM unnest(${sources.join(", ")}) AS u(${columns.join(", ")})
    ${addOnConflict(table, changed)}`,
    sent,
  };
}

const statements = new Map<string, Shaped>();

function statementFor(table: RollupTable, rows: readonly RollupRow[]): Shaped {
  const shape = shapeOf(table, rows);
  const id = `${table.name} ${shape}`;
  const known = statements.get(id) ?? statement(table, shape);
  statements.set(id, known);
  return known;
}

export interface RollupRow {
  /** In the order of the table's key; instants as RFC 3339 text. */
  key: readonly (string | number)[];
  measures: Measures;
}

/**
 * The statement that adds rows to a rollup table. Rows must be sorted by key and distinct: all
 * writers take row locks in the same order, so two of them never wait for each other in a ring.
 */
export function rollupUpsert(table: RollupTable, rows: readonly RollupRow[]): Statement {
  const { name, text, sent } = statementFor(table, rows);
  const values: string[] = table.key.map((column, at) => {
    const parts = rows.map((row) => row.key[at]);
    return column.type === "text" ? parts.join(SEPARATOR) : `{${parts.join(",")}}`;
  });
  for (const [, type, field] of sent) {
    const parts =
      type === "numeric"
        ? rows.map((row) => formatAtto(row.measures[field] as Atto))
        : rows.map((row) => row.measures[field] as number);
    values.push(`{${parts.join(",")}}`);
  }
  values.push(rows.map((row) => `{${row.measures.histogram}}`).join(" "));
  return { name, text, values };
}
