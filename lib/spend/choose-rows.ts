import type pg from "pg";
import { CUBOIDS, type Dimension } from "@/lib/metering/service";
import type { Sources } from "./choose-sources";
import type { Grouping } from "./groupings";
import { Sums } from "./measures";
import { coveringCuboids } from "./plan";
import { rankGroups } from "./queries/rank-groups";
import { dearestFirst, type RankedGroup } from "./queries/ranked-groups";
import { type SummedGroup, sumGroups } from "./queries/sum-groups";
import type { GroupKey, UsageSource } from "./queries/usage-sources";
import { rankByBounds } from "./rank-by-bounds";
import { rankBaseByLists, rankValuesByLists } from "./rank-by-lists";
import type { SpendQuery } from "./spend-query";
import { isEmpty, type PlannedRange, splitWhole } from "./usage-plan";

function isExactInDays(
  source: UsageSource & { kind: "rollups" },
  groupings: Grouping[],
  filters: readonly { by: Grouping }[],
): boolean {
  return isExactCuboid(groupings, filters) && source.buckets.some((part) => part.tier === "day" && part.minutes.length > 1);
}

function isExactCuboid(groupings: readonly Grouping[], filters: readonly { by: Grouping }[]): boolean {
  const needed = new Set<Dimension>();
  for (const by of [...groupings, ...filters.map((filter) => filter.by)]) {
    if (by.kind === "label") return false;
    needed.add(by.name);
  }
  const { day } = coveringCuboids(needed);
  return day !== null && CUBOIDS[day]?.length === groupings.length;
}

/** Ranks by the bounds that the day rows give, where the candidates are then found by index in days or hours. */
async function rankWithin(
  client: pg.PoolClient,
  query: SpendQuery,
  { groups }: Sources,
  groupings: Grouping[],
  range: PlannedRange,
): Promise<RankedGroup[] | null> {
  const { filters, limit } = query;
  const byTenant = groupings.some((by) => by.name === "tenant");
  if (groups.kind !== "rollups" || groups.label !== null || !byTenant || isExactInDays(groups, groupings, filters)) return null;
  const quarters = groups.buckets.find((part) => part.tier === "quarter")?.minutes.length ?? 0;
  const coarse = groups.buckets.some((part) => part.tier !== "quarter" && part.tier !== "minute");
  if (query.granularity !== "day" || !coarse || quarters > 8 * range.periods.length) return null;
  return rankByBounds(client, range, groups, groups.cuboids.day, { groupings, filters, limit });
}

/** Where a question is answered, and the range its periods are of. */
export interface Plan {
  range: PlannedRange;
  sources: Sources;
}

/** The dearest groups by base dimensions. */
async function rankBase(
  client: pg.PoolClient,
  query: SpendQuery,
  { range, sources }: Plan,
  groupings: Grouping[],
): Promise<RankedGroup[]> {
  const { filters, limit } = query;
  const bounded = await rankWithin(client, query, sources, groupings, range);
  if (bounded) return bounded;
  const { whole, rest } = splitWhole(sources.groups, isExactCuboid(groupings, filters));
  if (!whole) {
    const listed = await rankBaseByLists(client, { range, groupings, filters, limit }, sources.groups);
    if (listed) return listed;
  }
  return rankGroups(client, { question: { groupings, filters }, source: rest, whole, unlabelled: null, limit });
}

/**
 * Adds the groups without the label to the dearest ones with it. Such a group costs no more than
 * all usage of its dimensions; so the dearest of those are enough.
 * @returns null where everything is to be read
 */
async function withUnlabelled(
  client: pg.PoolClient,
  query: SpendQuery,
  { range, sources }: Plan,
  groupings: Grouping[],
  labelled: RankedGroup[],
): Promise<RankedGroup[] | null> {
  if (!sources.unlabelled) return labelled;
  const { filters, limit } = query;
  const { all, labelled: having } = sources.unlabelled;
  const dimensions = groupings.slice(0, -1);
  const plan: Plan = { range, sources: { groups: all, total: sources.total, unlabelled: null } };
  const nameOf = ({ period, values }: RankedGroup) => JSON.stringify([period, values]);
  const withoutLabel = async (groups: RankedGroup[]): Promise<RankedGroup[]> => {
    if (groups.length === 0) return [];
    const question = { groupings: dimensions, filters, keys: groups };
    const found = await rankGroups(client, { question, source: having, whole: null, unlabelled: null, limit: groups.length });
    const named = new Map(found.map((group) => [nameOf(group), group]));
    return groups
      .map((group) => {
        const part = named.get(nameOf(group));
        const [cost, requests] = [group.cost - (part?.cost ?? 0n), group.requests - (part?.requests ?? 0n)];
        return { period: group.period, values: [...group.values, ""], cost, requests };
      })
      .filter(({ requests }) => requests !== 0n);
  };
  const merge = (without: RankedGroup[]) => [...labelled, ...without].sort(dearestFirst).slice(0, limit);

  const known = new Set<string>();
  const without: RankedGroup[] = [];
  for (let most = 2 * limit; most <= 16 * limit; most *= 2) {
    const groups = await rankBase(client, { ...query, limit: most }, plan, dimensions);
    without.push(...(await withoutLabel(groups.filter((group) => !known.has(nameOf(group))))));
    for (const group of groups) known.add(nameOf(group));
    const merged = merge(without);
    const [goal, last] = [merged[limit - 1]?.cost ?? 0n, groups[most - 1]?.cost];
    if (last === undefined || last < goal) return merged;
    if (goal <= 0n) continue;
    const reaching = await rankBaseByLists(client, { range, groupings: dimensions, filters, limit, goal }, all);
    if (reaching) return merge([...without, ...(await withoutLabel(reaching.filter((group) => !known.has(nameOf(group)))))]);
  }
  return null;
}

async function rank(client: pg.PoolClient, query: SpendQuery, plan: Plan, groupings: Grouping[]): Promise<RankedGroup[]> {
  const { range, sources } = plan;
  const { filters, limit } = query;
  const { groups, unlabelled } = sources;
  if (groups.kind === "rollups" && groups.label === null) return rankBase(client, query, plan, groupings);
  if (groups.kind === "rollups" && groups.label !== null) {
    const labelled = await rankValuesByLists(client, { range, groupings, filters, limit }, groups, groups.label);
    const listed = labelled && (await withUnlabelled(client, query, plan, groupings, labelled));
    if (listed) return listed;
  }
  const source = isEmpty(groups) ? null : groups;
  return rankGroups(client, {
    question: { groupings, filters },
    source,
    whole: null,
    unlabelled: unlabelled?.all ?? null,
    limit,
  });
}

/** Which rows are shown: the dearest, or all periods of the groups that are the dearest over the whole range. */
export async function chooseKeys(
  client: pg.PoolClient,
  query: SpendQuery,
  plan: Plan,
  groupings: Grouping[],
): Promise<GroupKey[]> {
  const { top } = query;
  if (top === null) return (await rank(client, query, plan, groupings)).map(({ period, values }) => ({ period, values }));
  const found = await rank(client, { ...query, granularity: "none", limit: top }, plan, groupings);
  return found.map(({ values }) => ({ period: null, values }));
}

/** Every measure of the rows that are shown. */
export async function sumKeys(
  client: pg.PoolClient,
  query: SpendQuery,
  sources: Sources,
  groupings: Grouping[],
  keys: GroupKey[],
): Promise<SummedGroup[]> {
  const { filters } = query;
  if (keys.length === 0) return [];
  if (!sources.unlabelled) return sumGroups(client, sources.groups, { groupings, filters, keys });
  const labelled = keys.filter((key) => key.values.at(-1) !== "");
  const without = keys
    .filter((key) => key.values.at(-1) === "")
    .map(({ period, values }) => ({ period, values: values.slice(0, -1) }));
  const found = labelled.length > 0 ? await sumGroups(client, sources.groups, { groupings, filters, keys: labelled }) : [];
  if (without.length === 0) return found;
  const dimensions = groupings.slice(0, -1);
  const nameOf = (group: SummedGroup) => JSON.stringify([group.period, group.values]);
  const { all, labelled: having } = sources.unlabelled;
  const everything = await sumGroups(client, all, { groupings: dimensions, filters, keys: without });
  const named = new Map<string, Sums>();
  for (const group of await sumGroups(client, having, { groupings: dimensions, filters, keys: without })) {
    named.set(nameOf(group), group.sums);
  }
  for (const group of everything) {
    const sums = group.sums.without([named.get(nameOf(group)) ?? new Sums()]);
    if (sums.counts.requests !== 0n) found.push({ period: group.period, values: [...group.values, ""], sums });
  }
  return found;
}
