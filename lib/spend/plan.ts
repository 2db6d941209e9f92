import { CUBOIDS, DAY_CUBOIDS, type Dimension, HOUR_CUBOIDS } from "@/lib/metering/service";
import { type CalendarUnit, firstInstantOf, HOUR_MS, MINUTE_MS, nextPeriod, type Period, QUARTER_MS } from "@/lib/platform/time";

export type Granularity = CalendarUnit | "none";
export type Tier = "month" | "day" | "hour" | "quarter" | "minute";

/** A stretch of one period that is read from one tier. */
export interface Segment extends Period {
  tier: Tier;
  /** Position in the list of periods. */
  period: number;
}

export interface Tiling {
  /** Half-open and on quarter hours. */
  fromMs: number;
  toMs: number;
  /** Tile [fromMs, toMs) or more; on quarter hours. */
  periods: readonly Period[];
  /** Usage from here on is counted by the minutes alone. */
  foldedUntilMs: number;
  /** The zone whose days and months the tiers hold. */
  dayZone: string;
  /** Whether the day (and month) and hour tiers can answer. */
  tiers: { day: boolean; hour: boolean };
}

const floorTo = (stepMs: number, ms: number) => Math.floor(ms / stepMs) * stepMs;

/** Coarsest first; a set without the tenant has fewer rows than one with it. */
const COARSEST_FIRST = [0, 1, 6, 2, 3, 5, 4, 7];

function coveringCuboid(held: readonly number[], needed: ReadonlySet<Dimension>): number | null {
  for (const cuboid of COARSEST_FIRST) {
    if (held.includes(cuboid) && [...needed].every((dimension) => CUBOIDS[cuboid]?.includes(dimension))) return cuboid;
  }
  return null;
}

/** The coarsest cuboid of each tier (a month has those of a day) that knows all of these dimensions; null where none does. */
export function coveringCuboids(needed: ReadonlySet<Dimension>): { day: number | null; hour: number | null } {
  return { day: coveringCuboid(DAY_CUBOIDS, needed), hour: coveringCuboid(HOUR_CUBOIDS, needed) };
}

interface Stretch extends Period {
  period: number;
  /** It ends where the fold has come to: a day or an hour begun there holds nothing later. */
  endsAtBorder: boolean;
}

interface Steps {
  floor(ms: number): number;
  next(ms: number): number;
}

/** Takes the whole steps out of a stretch as one segment, and hands what is left before and after to `rest`. */
function takeWhole(tier: Tier, steps: Steps, stretch: Stretch, rest: (left: Stretch) => Segment[]): Segment[] {
  const { startMs, endMs, period, endsAtBorder } = stretch;
  const firstMs = steps.floor(startMs) === startMs ? startMs : steps.next(startMs);
  const lastMs = endsAtBorder ? endMs : steps.floor(endMs);
  if (firstMs >= lastMs) return rest(stretch);
  const before = firstMs > startMs ? rest({ startMs, endMs: firstMs, period, endsAtBorder: false }) : [];
  const after = lastMs < endMs ? rest({ startMs: lastMs, endMs, period, endsAtBorder: false }) : [];
  return [...before, { tier, startMs: firstMs, endMs: lastMs, period }, ...after];
}

/**
 * Says which tier answers for which part of each period. The segments tile [fromMs, toMs): whole
 * months of the organisation, then its whole days, then whole UTC hours, then quarters; minutes
 * from the border on.
 */
export function planSegments(tiling: Tiling): Segment[] {
  const { fromMs, toMs, foldedUntilMs, dayZone, tiers } = tiling;
  const calendar = (unit: "day" | "month"): Steps => ({
    floor: (ms) => firstInstantOf(unit, ms, dayZone),
    next: (ms) => nextPeriod(unit, ms, dayZone),
  });
  const [days, months] = [calendar("day"), calendar("month")];
  const hours: Steps = { floor: (ms) => floorTo(HOUR_MS, ms), next: (ms) => floorTo(HOUR_MS, ms) + HOUR_MS };
  const quarters = ({ startMs, endMs, period }: Stretch): Segment[] => [{ tier: "quarter", startMs, endMs, period }];
  const fromHours = (left: Stretch) => (tiers.hour ? takeWhole("hour", hours, left, quarters) : quarters(left));
  const fromDays = (left: Stretch) => (tiers.day ? takeWhole("day", days, left, fromHours) : fromHours(left));
  const fromMonths = (left: Stretch) => (tiers.day ? takeWhole("month", months, left, fromDays) : fromDays(left));

  const segments: Segment[] = [];
  for (const [period, { startMs, endMs }] of tiling.periods.entries()) {
    const begin = Math.max(startMs, fromMs);
    const end = Math.min(endMs, toMs);
    const foldedEnd = Math.min(end, foldedUntilMs);
    if (begin < foldedEnd) {
      segments.push(...fromMonths({ startMs: begin, endMs: foldedEnd, period, endsAtBorder: foldedEnd === foldedUntilMs }));
    }
    const freshBegin = Math.max(begin, foldedUntilMs);
    if (freshBegin < end) segments.push({ tier: "minute", startMs: freshBegin, endMs: end, period });
  }
  return segments;
}

/** One bucket of a tier and the period it counts to. */
export interface BucketOfPeriod {
  bucketMs: number;
  period: number;
}

const STEP: Record<Exclude<Tier, "month" | "day">, number> = { hour: HOUR_MS, quarter: QUARTER_MS, minute: MINUTE_MS };

/** The buckets that make up a segment. */
export function bucketsOf(segment: Segment, dayZone: string): BucketOfPeriod[] {
  const { tier, startMs, endMs, period } = segment;
  const found: BucketOfPeriod[] = [];
  const next = (ms: number) => (tier === "day" || tier === "month" ? nextPeriod(tier, ms, dayZone) : ms + STEP[tier]);
  for (let bucketMs = startMs; bucketMs < endMs; bucketMs = next(bucketMs)) found.push({ bucketMs, period });
  return found;
}
