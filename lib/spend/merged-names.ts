import type pg from "pg";
import { directoryNames, type MergedNames, namesWithin } from "@/lib/directory/names/service";
import { keyLineages, type Lineages, lineagesWithin } from "@/lib/keys/service";
import type { Dimension } from "@/lib/metering/service";
import type { Reach } from "@/lib/platform/reach";
import { chooseKeys, type Plan, sumKeys } from "./choose-rows";
import type { Sources } from "./choose-sources";
import type { Filter, Grouping } from "./groupings";
import type { SummedGroup } from "./queries/sum-groups";
import type { GroupKey } from "./queries/usage-sources";
import type { SpendQuery } from "./spend-query";

/**
 * Which values of the rollups a report reads as one, by dimension: the values of a registered key, the names that
 * were merged in the directory. The rollups stay as events made them.
 */
export type NamesByDimension = Readonly<Partial<Record<Dimension, MergedNames>>>;

/** So many rows of merged names are ranked after they are made one; beyond, by their dearest part. */
const MOST_PARTS = 20_000;

const ofKeys = ({ keyOf, valuesOf }: Lineages): MergedNames => ({ nameOf: keyOf, valuesOf });

/** The names as somebody within reach reads them. */
export async function namesReadWithin(reach: Reach): Promise<NamesByDimension> {
  const [names, lineages] = await Promise.all([namesWithin(reach), lineagesWithin(reach)]);
  return { ...names, key: ofKeys(lineages) };
}

/** The names as they are. */
export async function namesRead(): Promise<NamesByDimension> {
  const [names, lineages] = await Promise.all([directoryNames(), keyLineages()]);
  return { ...names, key: ofKeys(lineages) };
}

const namesOf = (by: Grouping | undefined, names: NamesByDimension): MergedNames | undefined =>
  by?.kind === "dimension" ? names[by.name] : undefined;

/** The values in the rollups that these names stand for. */
export function valuesRead(by: Grouping, values: readonly string[], names: NamesByDimension): string[] {
  const merged = namesOf(by, names);
  return merged ? [...new Set(values.flatMap((value) => merged.valuesOf.get(value) ?? [value]))] : [...values];
}

/** Filters in which a name stands for all values that are read under it. */
export function withValues(filters: readonly Filter[], names: NamesByDimension): Filter[] {
  return filters.map((filter) => ({ ...filter, values: valuesRead(filter.by, filter.values, names) }));
}

const nameOfRow = ({ period, values }: { period: number | null; values: readonly string[] }) => JSON.stringify([period, values]);

/** A grouping some of whose values are read as one. */
interface Place {
  at: number;
  by: Grouping;
  names: MergedNames;
  /** The values of names that have several, as far as the filters let them through. */
  several: ReadonlySet<string>;
}

function placesOf(groupings: readonly Grouping[], filters: readonly Filter[], names: NamesByDimension): Place[] {
  return groupings.flatMap((by, at) => {
    const merged = namesOf(by, names);
    if (!merged || merged.nameOf.size === 0) return [];
    const several = [...merged.valuesOf.values()].filter((values) => values.length > 1).flat();
    const filter = filters.find((each) => each.by.kind === "dimension" && each.by.name === by.name);
    const within = filter ? several.filter((value) => filter.values.includes(value)) : several;
    return [{ at, by, names: merged, several: new Set(within) }];
  });
}

function merged(groups: readonly SummedGroup[], places: readonly Place[]): SummedGroup[] {
  const found = new Map<string, SummedGroup>();
  for (const group of groups) {
    let { values } = group;
    for (const { at, names } of places) {
      const value = values[at] ?? "";
      values = values.with(at, names.nameOf.get(value) ?? value);
    }
    const name = nameOfRow({ period: group.period, values });
    const known = found.get(name);
    if (known) known.sums.add(group.sums);
    else found.set(name, { ...group, values });
  }
  return [...found.values()];
}

/** The rows of a group's other values, with its own, so that it is summed whole. */
function withSiblings(keys: readonly GroupKey[], places: readonly Place[]): GroupKey[] {
  const wanted = new Map<string, GroupKey>();
  for (const { period, values } of keys) {
    let rows = [values];
    for (const { at, names, several } of places) {
      const value = values[at] ?? "";
      const siblings = names.valuesOf.get(names.nameOf.get(value) ?? value) ?? [value];
      const kept = siblings.filter((sibling) => sibling === value || several.has(sibling));
      rows = rows.flatMap((row) => kept.map((sibling) => row.with(at, sibling)));
    }
    for (const row of rows) wanted.set(nameOfRow({ period, values: row }), { period, values: row });
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
 * The rows to show, under the names that they are read by. What several values are read as one is read beside the dearest
 * rows and made one before anything is cut off, so that limits and the rest stay true. Where no name among the groupings has
 * several values, it reads what it always read.
 */
export async function chosenGroups(client: pg.PoolClient, asked: Asked, names: NamesByDimension): Promise<SummedGroup[]> {
  const { query, plan, sources, groupings } = asked;
  const places = placesOf(groupings, query.filters, names);
  const affected = places.filter(({ several }) => several.size > 0);
  if (affected.length === 0) {
    const keys = await chooseKeys(client, query, plan, groupings);
    return merged(await sumKeys(client, query, sources, groupings, keys), places);
  }
  const most = { limit: MOST_PARTS, top: query.top === null ? null : MOST_PARTS };
  const parts: GroupKey[] = [];
  for (const { by, several } of affected) {
    const others = query.filters.filter((filter) => filter.by.name !== by.name);
    const filters = [...others, { by, values: [...several] }];
    parts.push(...(await chooseKeys(client, { ...query, filters, ...most }, plan, groupings)));
  }
  // Enough that, whatever rows of merged names are among them, as many others are left as may be shown.
  const enough = { limit: query.limit + parts.length, top: query.top === null ? null : query.top + parts.length };
  const keys = await chooseKeys(client, { ...query, ...enough }, plan, groupings);
  const whole = keys
    .filter(({ values }) => affected.every(({ at, several }) => !several.has(values[at] ?? "")))
    .slice(0, query.top ?? query.limit);
  const wanted = [...whole, ...withSiblings(parts, affected)];
  const groups = merged(await sumKeys(client, query, sources, groupings, wanted), places);
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
