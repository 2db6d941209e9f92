import type pg from "pg";
import { CUBOIDS, type Dimension } from "@/lib/metering/service";
import { type Atto, formatAtto } from "@/lib/platform/decimal";
import { MINUTE_MS, periods } from "@/lib/platform/time";
import type { Filter, Grouping } from "./groupings";
import { countCombinations } from "./queries/count-combinations";
import { type DayRows, dearestOfDays } from "./queries/dearest-of-days";
import { rankGroups } from "./queries/rank-groups";
import type { RankedGroup } from "./queries/ranked-groups";
import type { GroupKey, UsageSource } from "./queries/usage-sources";
import type { PlannedRange } from "./usage-plan";

/** Cuboids of the day tier whose dearest rows an index gives. */
const INDEXED = [1, 2, 3, 4, 5];
/** Beyond so many candidates for each row shown, reading everything is as good. */
const CANDIDATES_PER_ROW = 20;

export interface BoundedQuestion {
  groupings: Grouping[];
  filters: Filter[];
  limit: number;
}

type Source = UsageSource & { kind: "rollups" };

const dimensionsIn = (groupings: readonly Grouping[]) => groupings.flatMap((by) => (by.kind === "dimension" ? [by.name] : []));
const nameOf = ({ period, values }: GroupKey) => JSON.stringify([period, values]);

/** The organisation's days that hold usage of the range, and the periods that each of them touches. */
function overlaps(range: PlannedRange): { minutes: number[]; touched: number[][]; mostDays: number } {
  const days = periods(range.fromMs, Math.min(range.toMs, range.foldedUntilMs), "day", range.dayZone);
  const daysOfPeriod = range.periods.map(() => 0);
  const touched = days.map(() => [] as number[]);
  let first = 0;
  for (const [at, day] of days.entries()) {
    while ((range.periods[first]?.endMs ?? Number.POSITIVE_INFINITY) <= day.startMs) first++;
    for (let period = first; (range.periods[period]?.startMs ?? Number.POSITIVE_INFINITY) < day.endMs; period++) {
      touched[at]?.push(period);
      daysOfPeriod[period] = (daysOfPeriod[period] ?? 0) + 1;
    }
  }
  return { minutes: days.map((day) => day.startMs / MINUTE_MS), touched, mostDays: Math.max(0, ...daysOfPeriod) };
}

/** What is known of the groups before they are added up: the rows that touch them. */
class Bounds {
  private readonly found = new Map<string, { key: GroupKey; cost: Atto; rows: number }>();

  add(key: GroupKey, cost: Atto): void {
    const name = nameOf(key);
    const known = this.found.get(name) ?? { key, cost: 0n, rows: 0 };
    this.found.set(name, { key, cost: known.cost + cost, rows: known.rows + 1 });
  }

  /** Groups that can reach `goal` when each row not known costs less than `unknown`. */
  candidates(goal: Atto, unknown: Atto, mostRows: number): GroupKey[] {
    const reach = (cost: Atto, rows: number) => cost + BigInt(Math.max(0, mostRows - rows)) * unknown;
    return [...this.found.values()].filter(({ cost, rows }) => reach(cost, rows) >= goal).map(({ key }) => key);
  }
}

/**
 * The same source with the hours that its quarters lie in, one row where there are many: no group costs less by
 * it. Null where there are no quarters, or no hours to take.
 */
function inWholeHours(source: Source): Source | null {
  const hours = source.buckets.find((part) => part.tier === "hour");
  const quarters = source.buckets.find((part) => part.tier === "quarter");
  if (!hours || !quarters) return null;
  const known = new Set(hours.minutes.map((minute, at) => `${minute} ${hours.periods[at]}`));
  const wider = { tier: hours.tier, minutes: [...hours.minutes], periods: [...hours.periods] };
  for (const [at, minute] of quarters.minutes.entries()) {
    const [hour, period] = [minute - (minute % 60), quarters.periods[at] ?? 0];
    if (known.has(`${hour} ${period}`)) continue;
    known.add(`${hour} ${period}`);
    wider.minutes.push(hour);
    wider.periods.push(period);
  }
  return { ...source, buckets: [...source.buckets.filter((part) => part !== hours && part !== quarters), wider] };
}

/**
 * The dearest groups without adding up all of them. A group is made of at most m rows: of the days
 * that its period touches, in every combination of the dimensions that the cuboid has and the
 * question has not, and of what is not folded yet. So one that costs c or more has a row of c / m
 * or more, and an index gives these. Costs are never below zero.
 * @returns null where this does not help: then everything is to be read
 */
export async function rankByBounds(
  client: pg.ClientBase,
  range: PlannedRange,
  source: Source,
  cuboid: number,
  question: BoundedQuestion,
): Promise<RankedGroup[] | null> {
  const within = CUBOIDS[cuboid] ?? [];
  const { minutes, touched, mostDays } = overlaps(range);
  if (!INDEXED.includes(cuboid) || minutes.length === 0 || mostDays > 3) return null;
  const { groupings, filters, limit } = question;
  const asked = dimensionsIn(groupings);
  const days: DayRows = { cuboid, minutes, periods: minutes.map((_, at) => at) };
  const rowQuestion = { groupings: within.map((name): Grouping => ({ kind: "dimension", name })), filters };
  const keysOf = (row: RankedGroup): GroupKey[] => {
    const values = asked.map((name) => row.values[within.indexOf(name)] ?? "");
    return (touched[row.period] ?? []).map((period) => ({ period, values }));
  };
  const addUp = async (keys: GroupKey[], from: Source) => {
    if (keys.length === 0) return [];
    const wanted = { question: { groupings, filters, keys }, source: from, whole: null, unlabelled: null };
    return rankGroups(client, { ...wanted, limit: keys.length });
  };

  const dropped = within.filter((name): name is Dimension => !asked.includes(name));
  const first = new Bounds();
  // Several of the dearest rows may be of one group.
  const begin = dropped.length > 0 ? 4 * limit : limit;
  for (const row of await dearestOfDays(client, days, rowQuestion, begin))
    for (const key of keysOf(row)) first.add(key, row.cost);
  // Quarters are dear to read, and the goal may be set a little low.
  const quick = { ...source, buckets: source.buckets.filter((part) => part.tier !== "quarter") };
  const goal = (await addUp(first.candidates(0n, 0n, 0), quick))[limit - 1]?.cost ?? 0n;
  if (goal <= 0n) return null;

  const fresh = source.buckets.filter((part) => part.tier === "minute");
  const combinations = await countCombinations(client, dropped, asked, instant(minutes[0]), instant(minutes.at(-1)));
  const mostRows = mostDays * combinations + (fresh.length > 0 ? 1 : 0);
  const threshold = goal / BigInt(Math.max(1, mostRows));
  const most = limit * CANDIDATES_PER_ROW;
  const rows = await dearestOfDays(client, days, rowQuestion, most + 1, formatAtto(threshold));
  if (rows.length > most) return null;
  const bounds = new Bounds();
  for (const row of rows) for (const key of keysOf(row)) bounds.add(key, row.cost);
  if (fresh.length > 0) {
    const freshQuestion = {
      question: { groupings, filters },
      source: { ...source, buckets: fresh },
      whole: null,
      unlabelled: null,
    };
    const groups = await rankGroups(client, { ...freshQuestion, limit: most + 1 });
    if ((groups[most]?.cost ?? 0n) >= threshold && groups.length > most) return null;
    for (const group of groups.filter(({ cost }) => cost >= threshold)) {
      bounds.add({ period: group.period, values: group.values }, group.cost);
    }
  }
  const candidates = bounds.candidates(goal, threshold, mostRows);
  if (candidates.length > most) return null;
  const wider = inWholeHours(source);
  const reaching = wider ? (await addUp(candidates, wider)).filter(({ cost }) => cost >= goal) : candidates;
  return (await addUp(reaching, source)).slice(0, limit);
}

const instant = (minute: number | undefined) => new Date((minute ?? 0) * MINUTE_MS);
