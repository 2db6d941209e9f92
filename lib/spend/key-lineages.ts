import type pg from "pg";
import type { Lineages } from "@/lib/keys/service";
import { chooseKeys, type Plan, sumKeys } from "./choose-rows";
import type { Sources } from "./choose-sources";
import type { Filter, Grouping } from "./groupings";
import type { SummedGroup } from "./queries/sum-groups";
import type { GroupKey } from "./queries/usage-sources";
import type { SpendQuery } from "./spend-query";

/** What of the inventory a report needs: which values are one key. */
export type KeyLineages = Pick<Lineages, "keyOf" | "valuesOf">;

export const NO_LINEAGES: KeyLineages = { keyOf: new Map(), valuesOf: new Map() };

/** So many rows of rotated keys are ranked after they are merged; beyond, by their dearest part. */
const MOST_PARTS = 20_000;

/** Filters in which a registered key's id stands for all of its values. */
export function withValues(filters: readonly Filter[], { valuesOf }: KeyLineages): Filter[] {
  return filters.map((filter) =>
    isKey(filter.by)
      ? { ...filter, values: [...new Set(filter.values.flatMap((value) => valuesOf.get(value) ?? [value]))] }
      : filter,
  );
}

const isKey = (by: Grouping) => by.kind === "dimension" && by.name === "key";
const nameOf = ({ period, values }: { period: number | null; values: readonly string[] }) => JSON.stringify([period, values]);

/** The values of keys that were rotated, as far as the filters let them through. */
function rotatedValues(filters: readonly Filter[], { valuesOf }: KeyLineages): string[] {
  const rotated = [...valuesOf.values()].filter((values) => values.length > 1).flat();
  const filter = filters.find(({ by }) => isKey(by));
  return filter ? rotated.filter((value) => filter.values.includes(value)) : rotated;
}

function merged(groups: readonly SummedGroup[], at: number, { keyOf }: KeyLineages): SummedGroup[] {
  const found = new Map<string, SummedGroup>();
  for (const group of groups) {
    const value = group.values[at] ?? "";
    const values = group.values.with(at, keyOf.get(value) ?? value);
    const known = found.get(nameOf({ period: group.period, values }));
    if (known) known.sums.add(group.sums);
    else found.set(nameOf({ period: group.period, values }), { ...group, values });
  }
  return [...found.values()];
}

/** Adds the same rows of the other values of each key, so that a key is summed whole. */
function withSiblings(
  keys: readonly GroupKey[],
  at: number,
  { keyOf, valuesOf }: KeyLineages,
  allowed: ReadonlySet<string>,
): GroupKey[] {
  const wanted = new Map<string, GroupKey>();
  for (const { period, values } of keys) {
    const value = values[at] ?? "";
    for (const sibling of valuesOf.get(keyOf.get(value) ?? "") ?? [value]) {
      if (sibling !== value && !allowed.has(sibling)) continue;
      const key = { period, values: values.with(at, sibling) };
      wanted.set(nameOf(key), key);
    }
  }
  return [...wanted.values()];
}

interface Asked {
  query: SpendQuery;
  /** Where rows are chosen: over the whole range where groups are asked for, else by period. */
  plan: Plan;
  sources: Sources;
  groupings: Grouping[];
}

/**
 * The rows to show, keys under the ids of the inventory. A key that was rotated has several values in
 * the rollups: their rows are read beside the dearest ones and made one before anything is cut off.
 * Without rotated keys it reads what it always read.
 */
export async function chosenGroups(client: pg.PoolClient, asked: Asked, lineages: KeyLineages): Promise<SummedGroup[]> {
  const { query, plan, sources, groupings } = asked;
  const at = groupings.findIndex(isKey);
  const keys = await chooseKeys(client, query, plan, groupings);
  const rotated = at < 0 ? [] : rotatedValues(query.filters, lineages);
  const by = groupings[at];
  if (!by || rotated.length === 0) {
    const groups = await sumKeys(client, query, sources, groupings, keys);
    return at < 0 ? groups : merged(groups, at, lineages);
  }
  const allowed = new Set(rotated);
  const filters = [...query.filters.filter((filter) => !isKey(filter.by)), { by, values: rotated }];
  const most = { limit: MOST_PARTS, top: query.top === null ? null : MOST_PARTS };
  const parts = await chooseKeys(client, { ...query, filters, ...most }, plan, groupings);
  const whole = keys.filter(({ values }) => !allowed.has(values[at] ?? ""));
  const wanted = [...whole, ...withSiblings(parts, at, lineages, allowed)];
  const groups = merged(await sumKeys(client, query, sources, groupings, wanted), at, lineages);
  return query.top === null ? groups : dearestOf(groups, query.top);
}

/** All periods of the groups that cost most over all of them. */
function dearestOf(groups: readonly SummedGroup[], top: number): SummedGroup[] {
  const totals = new Map<string, bigint>();
  const named = (group: SummedGroup) => JSON.stringify(group.values);
  for (const group of groups) totals.set(named(group), (totals.get(named(group)) ?? 0n) + group.sums.costs.effective_cost);
  const kept = new Set(
    [...totals]
      .sort(([a, left], [b, right]) => (left === right ? (a < b ? -1 : 1) : left > right ? -1 : 1))
      .slice(0, top)
      .map(([name]) => name),
  );
  return groups.filter((group) => kept.has(named(group)));
}
