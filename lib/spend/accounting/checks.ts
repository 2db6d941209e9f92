import { CUBOIDS, DAY_CUBOIDS, DIMENSIONS, VALUE_CUBOIDS } from "@/lib/metering/service";
import { MEASURES } from "../measures";
import * as tiers from "./tier-sql";

/** Two queries that must say the same, row by row. */
export interface Check {
  tier: string;
  /** What must come out, from the finer source. */
  expected: string;
  actual: string;
  keys: readonly string[];
  measures: readonly string[];
  /** Which stretch it covers: the range itself, or the whole hours or local days around it. */
  over: "range" | "hours" | "days";
  /** The queries take the days as $3 and $4. */
  withDays?: boolean;
}

const LATENCIES = { keys: ["bucket", "latency"], measures: ["latency_histogram"] } as const;
const FINEST = 7;

function sums(dimensions: readonly string[]): Pick<Check, "keys" | "measures"> {
  return { keys: ["bucket", ...dimensions], measures: MEASURES };
}

/** Events against what counts each of them once: the quarters and, past the border, the minutes. */
export const EVENTS_CHECK: Check = {
  tier: "quarter",
  expected: tiers.events,
  actual: tiers.usage,
  ...sums(DIMENSIONS),
  over: "range",
};

/** Every other tier, against the events or against the tier it is made of. */
export const CHECKS: readonly Check[] = [
  { tier: "quarter", expected: tiers.eventLatencies, actual: tiers.usageLatencies, ...LATENCIES, over: "range" },
  { tier: "label_quarter", expected: tiers.eventUsers, actual: tiers.users, ...sums(["value", ...DIMENSIONS]), over: "range" },
  {
    tier: "label_quarter",
    expected: tiers.eventTags,
    actual: tiers.tags,
    ...sums(["label", "value", ...DIMENSIONS]),
    over: "range",
  },
  {
    tier: "hour",
    expected: tiers.quartersByHour(["tenant"]),
    actual: tiers.cuboid("rollup_hour", 1),
    ...sums(["tenant"]),
    over: "hours",
  },
  {
    tier: "hour",
    expected: tiers.cuboid("rollup_hour", 1, 0),
    actual: tiers.cuboid("rollup_hour", 0),
    ...sums([]),
    over: "hours",
  },
  ...[0, 1].map(
    (number): Check => ({
      tier: "hour",
      expected: tiers.quarterLatenciesByHour(number),
      actual: tiers.cuboidLatencies("rollup_hour", number),
      ...LATENCIES,
      over: "hours",
    }),
  ),
  {
    tier: "day",
    expected: tiers.quartersByDay(DIMENSIONS),
    actual: tiers.cuboid("rollup_day", FINEST),
    ...sums(DIMENSIONS),
    over: "days",
    withDays: true,
  },
  ...DAY_CUBOIDS.filter((number) => number !== FINEST).map(
    (number): Check => ({
      tier: "day",
      expected: tiers.cuboid("rollup_day", FINEST, number),
      actual: tiers.cuboid("rollup_day", number),
      ...sums(CUBOIDS[number] ?? []),
      over: "days",
    }),
  ),
  ...DAY_CUBOIDS.map(
    (number): Check => ({
      tier: "day",
      expected: tiers.quarterLatenciesByDay(number),
      actual: tiers.cuboidLatencies("rollup_day", number),
      ...LATENCIES,
      over: "days",
      withDays: true,
    }),
  ),
  {
    tier: "label_day",
    expected: tiers.labelQuartersByDay,
    actual: tiers.labelDays,
    ...sums(["label", "value", "tenant", "series_id"]),
    over: "days",
    withDays: true,
  },
  ...VALUE_CUBOIDS.map(
    (number): Check => ({
      tier: "value_day",
      expected: tiers.valuesOfLabelDays(number),
      actual: tiers.values("rollup_value_day", number),
      ...sums(["label", "value", ...(CUBOIDS[number] ?? [])]),
      over: "days",
    }),
  ),
  {
    tier: "value_day",
    expected: tiers.labelDayLatencies,
    actual: tiers.valueLatencies("rollup_value_day"),
    ...LATENCIES,
    over: "days",
  },
];

const CUBE_KEYS = ["cuboid", ...DIMENSIONS];
const LABEL_KEYS = ["label", "value", "tenant", "series_id"];
const VALUE_KEYS = ["cuboid", "label", "value", ...DIMENSIONS];

/** The months against their days: these take a whole month as $1 and $2. */
export const MONTH_CHECKS: readonly Check[] = (
  [
    ["month", "rollup_month", "rollup_day", CUBE_KEYS],
    ["label_month", "rollup_label_month", "rollup_label_day", LABEL_KEYS],
    ["value_month", "rollup_value_month", "rollup_value_day", VALUE_KEYS],
  ] as const
).flatMap(([tier, table, from, keys]): Check[] => [
  {
    tier,
    expected: tiers.summedAsMonth(from, keys),
    actual: tiers.asItStands(table, keys),
    ...sums(keys),
    over: "range",
  },
  { tier, ...tiers.monthLatencies(table, from), ...LATENCIES, over: "range" },
]);
