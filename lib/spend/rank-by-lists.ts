import type pg from "pg";
import { CUBOIDS } from "@/lib/metering/service";
import type { Atto } from "@/lib/platform/decimal";
import type { Filter, Grouping } from "./groupings";
import { ListBounds } from "./list-bounds";
import { dearestOfLists } from "./queries/dearest-of-lists";
import { rankGroups } from "./queries/rank-groups";
import type { RankedGroup } from "./queries/ranked-groups";
import type { UsageQuestion, UsageSource } from "./queries/usage-sources";
import { baseSource, labelSource, type PlannedRange } from "./usage-plan";

/** Cuboids whose dearest rows an index gives, those of the most rows first. */
const INDEXED = [5, 4, 2, 3, 1];
/** How much deeper than the rows wanted the lists are read before all is read instead. */
const DEEPEST = 32;
const CANDIDATES_PER_ROW = 20;
/** Beyond so many buckets without lists, reading these is what takes the time. */
const MOST_QUARTERS = 200;

type Rollups = UsageSource & { kind: "rollups" };

export interface ListQuestion {
  range: PlannedRange;
  groupings: Grouping[];
  filters: Filter[];
  limit: number;
}

const sameAs = (by: Grouping) => (other: Grouping) => other.name === by.name && other.kind === by.kind;

/** The groups of a cuboid that cost the most, exactly, from the heads of its days' and months' lists; null where that does not help. */
async function topOfCuboid(
  client: pg.ClientBase,
  source: Rollups,
  question: UsageQuestion,
  limit: number,
): Promise<RankedGroup[] | null> {
  const parts = source.buckets.filter((part) => part.tier === "month" || part.tier === "day");
  const others = source.buckets.filter((part) => !parts.includes(part));
  const quarters = others.find((part) => part.tier === "quarter")?.minutes.length ?? 0;
  if (parts.length === 0 || quarters > MOST_QUARTERS) return null;
  const periods = parts.flatMap((part) => part.periods);
  const ranked = (from: Rollups, keys: UsageQuestion["keys"], most: number) =>
    rankGroups(client, {
      question: { ...question, ...(keys && { keys }) },
      source: from,
      whole: null,
      unlabelled: null,
      limit: most,
    });
  const fresh = others.length > 0 ? await ranked({ ...source, buckets: others }, undefined, 1_000_000) : [];
  for (let depth = 2 * limit; depth <= DEEPEST * limit; depth *= 4) {
    const rows = await dearestOfLists(client, source, parts, question, depth);
    const read = periods.map(() => ({ rows: 0, last: 0n as Atto }));
    for (const { list, cost } of rows) {
      const of = read[list];
      if (of) read[list] = { rows: of.rows + 1, last: of.rows === 0 || cost < of.last ? cost : of.last };
    }
    const floors = read.map((of) => (of.rows < depth ? 0n : of.last));
    const bounds = new ListBounds();
    for (const [list, period] of periods.entries()) bounds.addList(period, floors[list] ?? 0n);
    for (const { list, values, cost } of rows) bounds.addRow({ period: periods[list] ?? 0, values }, cost, floors[list] ?? 0n);
    for (const { period, values, cost } of fresh) bounds.addRow({ period, values }, cost, 0n);
    const goal = bounds.atLeast(limit);
    if (bounds.unseen() > 0n && bounds.unseen() >= goal) continue;
    const candidates = bounds.reaching(goal);
    if (candidates.length > CANDIDATES_PER_ROW * limit) return null;
    return candidates.length === 0 ? [] : ranked(source, candidates, limit);
  }
  return null;
}

/**
 * The dearest groups by way of a coarser cuboid: a group costs no more than the group of fewer
 * dimensions it is part of, so those of the dearest of these are enough, as soon as the next one
 * costs less than the last group wanted.
 * @param prefix the coarser cuboid's groupings, all of them asked for
 */
async function rankThrough(
  client: pg.ClientBase,
  { groupings, filters, limit }: ListQuestion,
  detail: Rollups,
  prefix: readonly Grouping[],
  coarse: Rollups,
  onPrefix: Filter[],
): Promise<RankedGroup[] | null> {
  const inner = [...prefix, ...groupings.filter((by) => !prefix.some(sameAs(by)))];
  const exact = inner.length === prefix.length && onPrefix.length === filters.length;
  const places = groupings.map((by) => inner.findIndex(sameAs(by)));
  const asAsked = (group: RankedGroup) => ({ ...group, values: places.map((at) => group.values[at] ?? "") });
  const wanted = { groupings: [...prefix], filters: onPrefix };
  for (let most = exact ? limit : 2 * limit; most <= 8 * limit; most *= 2) {
    const tops = await topOfCuboid(client, coarse, wanted, most);
    if (!tops || exact) return tops?.map(asAsked) ?? null;
    if (tops.length === 0) return [];
    const question = { groupings: inner, filters, keys: tops };
    const found = await rankGroups(client, { question, source: detail, whole: null, unlabelled: null, limit });
    const goal = found[limit - 1]?.cost;
    const last = tops[most - 1]?.cost;
    if (last === undefined || (goal !== undefined && last < goal)) return found.map(asAsked);
  }
  return null;
}

/** Ranks base groups through the indexed lists of days and months; null where all must be read. */
export async function rankBaseByLists(
  client: pg.ClientBase,
  question: ListQuestion,
  detail: UsageSource,
): Promise<RankedGroup[] | null> {
  const { range, groupings, filters } = question;
  if (detail.kind !== "rollups" || filters.some(({ by }) => by.name === "tenant")) return null;
  const asked = groupings.map((by) => by.name as string);
  const cuboid = INDEXED.find((each) => CUBOIDS[each]?.every((name) => asked.includes(name)));
  if (cuboid === undefined) return null;
  const prefix = (CUBOIDS[cuboid] ?? []).map((name): Grouping => ({ kind: "dimension", name }));
  const onPrefix = filters.filter(({ by }) => prefix.some(sameAs(by)));
  const coarse = baseSource(range, prefix, onPrefix);
  return coarse.kind === "rollups" ? rankThrough(client, question, detail, prefix, coarse, onPrefix) : null;
}

/** Ranks groups of a label's values through the lists of the values, of each tenant where that is asked for. */
export async function rankValuesByLists(
  client: pg.ClientBase,
  question: ListQuestion,
  detail: UsageSource,
  label: string,
): Promise<RankedGroup[] | null> {
  const { range, groupings, filters } = question;
  const grouped = groupings.find((by) => by.kind === "label");
  if (detail.kind !== "rollups" || !grouped || filters.some(({ by }) => by.kind === "label")) return null;
  const tenant = groupings.filter((by) => by.name === "tenant");
  const prefix = [...tenant, grouped];
  const onPrefix = filters.filter(({ by }) => prefix.some(sameAs(by)));
  const coarse = labelSource(range, label, prefix, onPrefix);
  return coarse.kind === "rollups" ? rankThrough(client, question, detail, prefix, coarse, onPrefix) : null;
}
