import { CUBOIDS, type Dimension, holdsValues, VALUE_CUBOIDS } from "@/lib/metering/service";
import { MINUTE_MS, type Period, QUARTER_MS } from "@/lib/platform/time";
import type { Filter, Grouping } from "./groupings";
import { bucketsOf, coveringCuboids, planSegments, type Tier } from "./plan";
import type { DayRows } from "./queries/dearest-of-days";
import type { TierBuckets, UsageSource } from "./queries/usage-sources";

export interface PlannedRange {
  fromMs: number;
  toMs: number;
  periods: Period[];
  foldedUntilMs: number;
  dayZone: string;
}

function dimensionsOf(groupings: readonly Grouping[], filters: readonly Filter[]): Set<Dimension> {
  const needed = new Set<Dimension>();
  for (const by of [...groupings, ...filters.map((filter) => filter.by)]) if (by.kind === "dimension") needed.add(by.name);
  return needed;
}

function collect(range: PlannedRange, tiers: { day: boolean; hour: boolean }, minutes: boolean): TierBuckets[] {
  const byTier = new Map<Tier, TierBuckets>();
  for (const planned of planSegments({ ...range, tiers })) {
    // Labels have no minutes: their quarters count all of the time.
    const segment = planned.tier === "minute" && !minutes ? { ...planned, tier: "quarter" as const } : planned;
    const known = byTier.get(segment.tier) ?? { tier: segment.tier, minutes: [], periods: [] };
    for (const { bucketMs, period } of bucketsOf(segment, range.dayZone)) {
      known.minutes.push(Math.floor(bucketMs / MINUTE_MS));
      known.periods.push(period);
    }
    byTier.set(segment.tier, known);
  }
  return [...byTier.values()];
}

/** Where usage by these groupings and filters is read: the coarsest tiers that know them all. */
export function baseSource(range: PlannedRange, groupings: readonly Grouping[], filters: readonly Filter[]): UsageSource {
  const cuboids = coveringCuboids(dimensionsOf(groupings, filters));
  const buckets = collect(range, { day: cuboids.day !== null, hour: cuboids.hour !== null }, true);
  return { kind: "rollups", label: null, buckets, cuboids: { day: cuboids.day ?? 7, hour: cuboids.hour ?? 1 }, values: null };
}

/** The sums of a label's values that know these dimensions; null: only its rows by series do. */
function valueCuboid(label: string, needed: ReadonlySet<Dimension>, all: boolean): number | null {
  const covers = (cuboid: number) => [...needed].every((name) => CUBOIDS[cuboid]?.includes(name));
  return VALUE_CUBOIDS.find((cuboid) => covers(cuboid) && (all || holdsValues(cuboid, label))) ?? null;
}

/**
 * Where usage by the values of a label is read.
 * @param all all usage that has the label, whatever its value
 */
export function labelSource(
  range: PlannedRange,
  label: string,
  groupings: readonly Grouping[],
  filters: readonly Filter[],
  all = false,
): UsageSource {
  const values = { cuboid: valueCuboid(label, dimensionsOf(groupings, filters), all), all };
  const buckets = collect(range, { day: true, hour: false }, false);
  return { kind: "rollups", label, buckets, cuboids: { day: 7, hour: 1 }, values };
}

export function eventSource(range: PlannedRange): UsageSource {
  return { kind: "events", fromMs: range.fromMs, toMs: range.toMs, periodStarts: range.periods.map((period) => period.startMs) };
}

export function isEmpty(source: UsageSource): boolean {
  return source.kind === "rollups" ? source.buckets.length === 0 : source.fromMs >= source.toMs;
}

/**
 * Splits a source in two: the periods that are one day bucket whose cuboid is just the groupings,
 * where each row is a group already, and the rest.
 */
export function splitWhole(source: UsageSource, exactCuboid: boolean): { whole: DayRows | null; rest: UsageSource | null } {
  if (source.kind === "events" || !exactCuboid) return { whole: null, rest: isEmpty(source) ? null : source };
  const uses = new Map<number, number>();
  for (const part of source.buckets) for (const period of part.periods) uses.set(period, (uses.get(period) ?? 0) + 1);
  const whole: DayRows = { cuboid: source.cuboids.day, minutes: [], periods: [] };
  const rest: TierBuckets[] = [];
  for (const part of source.buckets) {
    const left: TierBuckets = { tier: part.tier, minutes: [], periods: [] };
    for (const [at, period] of part.periods.entries()) {
      const into = part.tier === "day" && uses.get(period) === 1 ? whole : left;
      into.minutes.push(part.minutes[at] ?? 0);
      into.periods.push(period);
    }
    if (left.minutes.length > 0) rest.push(left);
  }
  return { whole: whole.minutes.length > 0 ? whole : null, rest: rest.length > 0 ? { ...source, buckets: rest } : null };
}

export const quarterFloor = (ms: number) => Math.floor(ms / QUARTER_MS) * QUARTER_MS;
