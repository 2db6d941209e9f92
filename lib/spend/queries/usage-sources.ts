import type { Dimension } from "@/lib/metering/service";
import type { Filter, Grouping } from "../groupings";
import type { Tier } from "../plan";
import type { Bindings } from "./bindings";

/** The buckets to read from one tier and the period each counts to; minutes since the epoch. */
export interface TierBuckets {
  tier: Tier;
  minutes: number[];
  periods: number[];
}

/** Where sums are read from. Both kinds yield rows of (period, c0, c1, ..., measures); `histogram` is the latencies' as text. */
export type UsageSource =
  | {
      kind: "rollups";
      /** "base" reads the base dimensions' tiers, else the label's ("user", "tag:NAME"). */
      label: string | null;
      buckets: TierBuckets[];
      /** The cuboids of the day (and month) and hour tiers; unused where no bucket is of that tier. */
      cuboids: { day: number; hour: number };
      /**
       * Of a label: the cuboid of its values' sums (null: its rows by series), and whether all
       * usage that has the label is meant rather than each value's.
       */
      values: { cuboid: number | null; all: boolean } | null;
    }
  | { kind: "events"; fromMs: number; toMs: number; periodStarts: number[] };

/** A row that is wanted: one period (or any, when null) and the values of the groupings, in order. */
export interface GroupKey {
  period: number | null;
  values: string[];
}

export interface UsageQuestion {
  groupings: Grouping[];
  filters: Filter[];
  /** Only these rows. The values may be fewer than the groupings: then the first ones. */
  keys?: GroupKey[];
}

/** Reserved tenants are left out of every report; sets without a tenant never hold them. */
export const NOT_RESERVED = (tenant: string) => `NOT starts_with(${tenant}, '__')`;

export const LATENCY_BUCKET =
  "CASE WHEN e.latency_ms < 1 THEN 0 ELSE 1 + floor(ln(e.latency_ms::float8) / ln(1.1::float8))::bigint END";

/** What one event adds to each measure of a rollup. */
export const EVENT_MEASURES: Readonly<Record<string, string>> = {
  requests: "1::bigint",
  errors: "(coalesce(e.status, 0) >= 400 OR e.error_code IS NOT NULL)::int::bigint",
  unpriced_requests: "(e.pricing = 'unpriced')::int::bigint",
  unlisted_requests: "(e.list_cost IS NULL)::int::bigint",
  reported_requests: "(e.pricing = 'reported')::int::bigint",
  estimated_requests: "(e.pricing = 'estimated')::int::bigint",
  unbilled_requests: "(e.pricing = 'unbilled')::int::bigint",
  list_cost: "coalesce(e.list_cost, 0)",
  effective_cost: "coalesce(e.effective_cost, 0)",
  reported_cost: "CASE WHEN e.pricing = 'reported' THEN coalesce(e.effective_cost, 0) ELSE 0 END",
  estimated_cost: "CASE WHEN e.pricing = 'estimated' THEN coalesce(e.effective_cost, 0) ELSE 0 END",
  saved_cost: "coalesce(e.saved_cost, 0)",
  input_tokens: "e.input_tokens",
  output_tokens: "e.output_tokens",
  cache_read_tokens: "e.cache_read_tokens",
  cache_write_tokens: "e.cache_write_tokens",
  reasoning_tokens: "e.reasoning_tokens",
  histogram: `CASE WHEN e.latency_ms IS NOT NULL THEN '{' || (${LATENCY_BUCKET} * 4294967296 + 1)::text || '}' END`,
  latency_histogram: `CASE WHEN e.latency_ms IS NOT NULL THEN ARRAY[${LATENCY_BUCKET} * 4294967296 + 1] ELSE '{}'::bigint[] END`,
};

/** Stands in no name, so that joined names are told apart. */
const SEPARATOR = "\u001f";

/** The entries of a row's histogram as text, which is joined at no cost. */
const HISTOGRAM_TEXT = "CASE WHEN r.latency_histogram <> '{}' THEN r.latency_histogram::text END";

type ColumnOf = (by: Grouping) => string;

function conditions(question: UsageQuestion, column: ColumnOf, bindings: Bindings): string[] {
  return question.filters.map(({ by, values }) => `${column(by)} = ANY(${bindings.add(values)}::text[])`);
}

/**
 * Joins the wanted rows by some of their columns (`places` in the groupings), each combination once;
 * equalities on these lead the database to its indexes.
 */
function wantedRows(
  question: UsageQuestion,
  places: readonly number[],
  period: string,
  column: ColumnOf,
  bindings: Bindings,
): { from: string; on: string[] } {
  if (!question.keys) return { from: "", on: [] };
  const byPeriod = question.keys.some((key) => key.period !== null);
  const parts = new Map<string, GroupKey>();
  for (const key of question.keys) {
    const part = { period: key.period, values: places.map((at) => key.values[at] ?? "") };
    parts.set([part.period, ...part.values].join(SEPARATOR), part);
  }
  const keys = [...parts.values()];
  const lists = places.map((_, at) => keys.map((key) => key.values[at] ?? ""));
  const arrays = lists.map((list) => `${bindings.add(list)}::text[]`);
  const names = places.map((at) => `k${at}`);
  if (byPeriod || places.length === 0) {
    arrays.unshift(`${bindings.add(keys.map((key) => key.period ?? 0))}::int[]`);
    names.unshift("period");
  }
  const on = places.map((at) => `${column(question.groupings[at] as Grouping)} = w.k${at} COLLATE "C"`);
  if (byPeriod) on.push(`w.period = ${period}`);
  return { from: `, unnest(${arrays.join(", ")}) AS w(${names.join(", ")})`, on };
}

function select(question: UsageQuestion, period: string, column: ColumnOf, measures: string[]): string {
  return [`${period} AS period`, ...question.groupings.map((by, at) => `${column(by)} AS c${at}`), ...measures].join(", ");
}

const STEP_MINUTES: Record<Tier, number> = { month: 43_200, day: 1440, hour: 60, quarter: 15, minute: 1 };
const FEW_BUCKETS = 12;

/** Whether all of a long range is wanted, every tenant's, and hardly a bucket in it is not. */
function scansRange({ tier, minutes }: TierBuckets, { keys, filters }: UsageQuestion): boolean {
  const [first = 0, last = 0] = [minutes[0], minutes.at(-1)];
  const dense = minutes.length * STEP_MINUTES[tier] * 3 > last - first;
  const selective = (keys?.[0]?.values.length ?? 0) > 0 || filters.some(({ by }) => by.kind === "label" || by.name === "tenant");
  return dense && minutes.length > FEW_BUCKETS && !selective;
}

interface RollupTable {
  table: string;
  /** Rows are of chosen dimensions, in columns of their own. */
  cube: boolean;
  cuboid: number;
}

/** The table that answers for a tier. */
export function tableOf(source: UsageSource & { kind: "rollups" }, tier: Tier): RollupTable {
  const { label, cuboids, values } = source;
  const grain = tier === "day" || tier === "month";
  if (label === null) {
    return { table: `rollup_${tier}`, cube: grain || tier === "hour", cuboid: grain ? cuboids.day : cuboids.hour };
  }
  if (!grain) return { table: "rollup_label_quarter", cube: false, cuboid: -1 };
  const cuboid = values?.cuboid ?? null;
  return cuboid === null
    ? { table: `rollup_label_${tier}`, cube: false, cuboid: -1 }
    : { table: `rollup_value_${tier}`, cube: true, cuboid };
}

/** A measure of rows that are read as they lie, or that are added up first. */
function measure(name: string, added: boolean): string {
  if (name === "histogram") return added ? `string_agg(${HISTOGRAM_TEXT}, '') AS histogram` : `${HISTOGRAM_TEXT} AS histogram`;
  return added ? `sum(r.${name}) AS ${name}` : `r.${name}`;
}

function tierSql(
  source: UsageSource & { kind: "rollups" },
  part: TierBuckets,
  question: UsageQuestion,
  columns: readonly string[],
  bindings: Bindings,
): string {
  const { label } = source;
  const { table, cube, cuboid } = tableOf(source, part.tier);
  const column: ColumnOf = (by) => {
    if (by.kind === "label") return "r.value";
    return cube || by.name === "tenant" ? `r.${by.name}` : `s.${by.name}`;
  };
  const dimensions = [...question.groupings, ...question.filters.map((filter) => filter.by)];
  const series = !cube && dimensions.some((by) => by.kind === "dimension" && by.name !== "tenant");
  const width = question.keys?.[0]?.values.length ?? 0;
  const leading = leadingPlaces(source, part.tier, cube, question);
  const keyed = leading.length > 0;
  // What no index leads to is read whole, and the wanted rows are kept of it.
  const late = leading.length < width;
  const dense = scansRange(part, question);
  const apart = keyed || (late && !dense);
  const wanted = late && !keyed ? { from: "", on: [] } : wantedRows(question, leading, "m.period", column, bindings);
  const where = [
    // Not an equality of the column: so a long run of buckets is one parallel scan rather than a probe for each.
    dense ? "r.bucket + interval '0' = m.bucket" : "r.bucket = m.bucket",
    ...wanted.on,
    ...(late && !keyed ? tenantsOf(question, bindings) : []),
    ...conditions(question, column, bindings),
  ];
  if (!cube || hasTenant(cuboid)) where.push(NOT_RESERVED("r.tenant"));
  if (label !== null) where.push(`r.label = ${bindings.add(label)}`);
  if (label !== null && cube)
    where.push(source.values?.all ? "r.value = ''" : "r.value <> ''", ...(hasTenant(cuboid) ? [] : ["r.tenant = ''"]));
  if (cube) where.push(`r.cuboid = ${cuboid}`);
  // Buckets here and there are read one by one, whatever the database expects to find in them.
  if (!apart) {
    const [first, last] = [part.minutes[0] ?? 0, part.minutes.at(-1) ?? 0].map(
      (minute) => `to_timestamp(${bindings.add(minute)}::float8 * 60)`,
    );
    // A cuboid is compared with its bucket, so that the range is read in the order of the key and by no other index.
    if (cube && dense && label === null)
      where.push(
        `(r.cuboid, r.bucket) >= (${cuboid}::smallint, ${first})`,
        `(r.cuboid, r.bucket) <= (${cuboid}::smallint, ${last})`,
      );
    else where.push(`r.bucket >= ${first}`, `r.bucket <= ${last}`);
  }
  const map = `(SELECT to_timestamp(minute::float8 * 60) AS bucket, period
    FROM unnest(${bindings.add(part.minutes)}::int[], ${bindings.add(part.periods)}::int[]) AS u(minute, period)) AS m`;
  const ofSeries = where.filter((condition) => condition.startsWith("s."));
  const ofRollup = where.filter((condition) => !condition.startsWith("s."));
  // What the key of the table begins with is looked up row by row, whatever the database expects to find.
  const inner = apart ? ofRollup.filter((condition) => !condition.startsWith("w.")) : [];
  const bySeries = series && keyed && ofSeries.some((condition) => condition.includes("w.k"));
  if (bySeries) inner.push("r.tenant = s.tenant", "r.series_id = s.series_id");
  const rollup = apart ? `LATERAL (SELECT * FROM ${table} AS r WHERE ${inner.join(" AND ")} OFFSET 0)` : table;
  const outer = ["true", ...ofRollup.filter((condition) => !inner.includes(condition))].join(" AND ");
  const tenantOf = where
    .filter((condition) => /^r\.tenant = w\./.test(condition))
    .map((condition) => condition.replace("r.", "s."));
  const named = `LATERAL (SELECT * FROM series AS s WHERE ${[...tenantOf, ...ofSeries].join(" AND ")} OFFSET 0) AS s`;
  const from = `${map}${wanted.from}${bySeries ? `, ${named}` : ""}, ${rollup} AS r`;
  const joined = ["s.tenant = r.tenant", "s.series_id = r.series_id", ...ofSeries].join(" AND ");
  const plain = columns.map((name) => measure(name, false));
  let rows = `SELECT ${select(question, "m.period", column, plain)} FROM ${from}${series && !bySeries ? ", series AS s" : ""}
    WHERE ${outer}${series && !bySeries ? ` AND ${joined}` : ""}`;
  const short = part.tier === "minute" || part.tier === "quarter";
  if (series && !bySeries && (width > 0 || (short && question.filters.length === 0)) && !columns.includes("latency_histogram")) {
    // Names are looked up once a series rather than once a bucket of it.
    const keys = ["m.period", "r.tenant", "r.series_id", ...(label === null ? [] : ["r.value"])].join(", ");
    const added = columns.map((name) => measure(name, true));
    rows = `SELECT ${select(
      question,
      "r.period",
      column,
      columns.map((name) => `r.${name}`),
    )}
      FROM (SELECT ${[keys, ...added].join(", ")} FROM ${from} WHERE ${outer} GROUP BY ${keys} OFFSET 0) AS r, series AS s WHERE ${joined}`;
  }
  return late ? keepWanted(rows, question, columns, bindings) : rows;
}

/**
 * The groupings of the wanted rows that an index leads to: the label's value, the tenant, or, of usage
 * that has a label, the series.
 */
function leadingPlaces(
  { label, values }: UsageSource & { kind: "rollups" },
  tier: Tier,
  cube: boolean,
  question: UsageQuestion,
): number[] {
  const given = question.groupings.slice(0, question.keys?.[0]?.values.length ?? 0);
  const places = (test: (by: Grouping) => boolean) => [...given.keys()].filter((at) => test(given[at] as Grouping));
  const isTenant = (by: Grouping) => by.kind === "dimension" && by.name === "tenant";
  const hasValue = given.some((by) => by.kind === "label");
  const hasTenant = given.some(isTenant);
  if (cube) return (label === null ? hasTenant : hasValue || (hasTenant && values?.all === true)) ? places(() => true) : [];
  if (label === null) return tier === "quarter" ? places(isTenant) : [];
  if (hasValue) return places((by) => by.kind === "label" || isTenant(by));
  return hasTenant && tier !== "quarter" ? places(() => true) : [];
}

/** The tenants of the wanted rows, where the tenant is a grouping. */
function tenantsOf({ groupings, keys = [] }: UsageQuestion, bindings: Bindings): string[] {
  const at = groupings.findIndex((by) => by.name === "tenant");
  if (at < 0) return [];
  const tenants = [...new Set(keys.map((key) => key.values[at] ?? ""))];
  // IS TRUE keeps it a filter: as a condition of an index without the tenant in front it means a search for each.
  return [`(r.tenant = ANY(${bindings.add(tenants)}::text[])) IS TRUE`];
}

/**
 * Keeps the wanted of rows that were read whole: no index leads to them, and a list of names is
 * looked up by hash whatever the database expects of it.
 */
function keepWanted(rows: string, question: UsageQuestion, columns: readonly string[], bindings: Bindings): string {
  const keys = question.keys ?? [];
  const byPeriod = keys.some((key) => key.period !== null);
  const width = keys[0]?.values.length ?? 0;
  const parts = [...(byPeriod ? ["x.period::text"] : []), ...Array.from({ length: width }, (_, at) => `x.c${at}`)];
  const wanted = keys.map(({ period, values }) => [...(byPeriod ? [String(period)] : []), ...values].join(SEPARATOR));
  const names = ["period", ...question.groupings.map((_, at) => `c${at}`), ...columns].map((name) => `x.${name}`);
  return `SELECT ${names.join(", ")} FROM (${rows} OFFSET 0) AS x
    WHERE ${parts.join(" || chr(31) || ")} = ANY(${bindings.add(wanted)}::text[])`;
}

const WITHOUT_TENANT = [0, 6];
export const hasTenant = (cuboid: number) => !WITHOUT_TENANT.includes(cuboid);

function eventColumn(bindings: Bindings): ColumnOf {
  return (by) => {
    if (by.kind === "dimension") return `e.${by.name satisfies Dimension}`;
    if (by.name === "user") return "coalesce(e.user_id, '')";
    return `coalesce(e.tags ->> ${bindings.add(by.name.slice("tag:".length))}::text, '') COLLATE "C"`;
  };
}

function eventsSql(
  source: UsageSource & { kind: "events" },
  question: UsageQuestion,
  columns: readonly string[],
  bindings: Bindings,
): string {
  const column = eventColumn(bindings);
  const starts = bindings.add(source.periodStarts.map((ms) => new Date(ms).toISOString()));
  const period = `width_bucket(e.time, ${starts}::timestamptz[]) - 1`;
  const places = [...(question.keys?.[0]?.values ?? []).keys()];
  const wanted = wantedRows(question, places, period, column, bindings);
  const where = [
    `e.time >= ${bindings.add(new Date(source.fromMs))}`,
    `e.time < ${bindings.add(new Date(source.toMs))}`,
    "e.corrected_by IS NULL",
    NOT_RESERVED("e.tenant"),
    ...wanted.on,
    ...conditions(question, column, bindings),
  ];
  const measures = columns.map((name) => `${EVENT_MEASURES[name]} AS ${name}`);
  return `SELECT ${select(question, period, column, measures)} FROM usage_event AS e${wanted.from} WHERE ${where.join(" AND ")}`;
}

/** A query whose rows are (period, c0, c1, ..., columns): the usage that the question asks for, not yet added up. */
export function usageSql(source: UsageSource, question: UsageQuestion, columns: readonly string[], bindings: Bindings): string {
  if (source.kind === "events") return eventsSql(source, question, columns, bindings);
  return source.buckets.map((part) => tierSql(source, part, question, columns, bindings)).join("\nUNION ALL\n");
}
