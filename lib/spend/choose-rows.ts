import type pg from "pg";
import { CUBOIDS, type Dimension } from "@/lib/metering/service";
import type { Sources } from "./choose-sources";
import type { Grouping } from "./groupings";
import { Sums } from "./measures";
import { coveringCuboids } from "./plan";
import { rankGroups } from "./queries/rank-groups";
import { type SummedGroup, sumGroups } from "./queries/sum-groups";
import type { GroupKey, UsageQuestion, UsageSource } from "./queries/usage-sources";
import { rankByBounds } from "./rank-by-bounds";
import type { SpendQuery } from "./spend-query";
import { type PlannedRange, splitWhole } from "./usage-plan";

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
): Promise<GroupKey[] | null> {
  const { filters, limit } = query;
  const byTenant = groupings.some((by) => by.name === "tenant");
  if (groups.kind !== "rollups" || groups.label !== null || !byTenant || isExactInDays(groups, groupings, filters)) return null;
  const quarters = groups.buckets.find((part) => part.tier === "quarter")?.minutes.length ?? 0;
  const coarse = groups.buckets.some((part) => part.tier !== "quarter" && part.tier !== "minute");
  if (query.granularity !== "day" || !coarse || quarters > 8 * range.periods.length) return null;
  return rankByBounds(client, range, groups, groups.cuboids.day, { groupings, filters, limit });
}

/** Which rows are shown: the dearest, or all periods of the dearest groups. */
export async function chooseKeys(
  client: pg.PoolClient,
  query: SpendQuery,
  { sources, undivided }: { sources: Sources; undivided: Sources },
  groupings: Grouping[],
  range: PlannedRange,
): Promise<GroupKey[]> {
  const question: UsageQuestion = { groupings, filters: query.filters };
  if (query.top !== null) {
    const { groups, unlabelled } = undivided;
    const found = await rankGroups(client, { question, source: groups, whole: null, unlabelled, limit: query.top });
    return found.map(({ values }) => ({ period: null, values }));
  }
  const bounded = await rankWithin(client, query, sources, groupings, range);
  if (bounded) return bounded.map(({ period, values }) => ({ period, values }));
  const { whole, rest } = splitWhole(sources.groups, isExactCuboid(groupings, query.filters));
  const found = await rankGroups(client, { question, source: rest, whole, unlabelled: sources.unlabelled, limit: query.limit });
  return found.map(({ period, values }) => ({ period, values }));
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
  const everything = await sumGroups(client, sources.unlabelled, { groupings: dimensions, filters, keys: without });
  const named = new Map<string, Sums>();
  for (const group of await sumGroups(client, sources.groups, { groupings: dimensions, filters, keys: without })) {
    named.set(nameOf(group), group.sums);
  }
  for (const group of everything) {
    const sums = group.sums.without([named.get(nameOf(group)) ?? new Sums()]);
    if (sums.counts.requests !== 0n) found.push({ period: group.period, values: [...group.values, ""], sums });
  }
  return found;
}
