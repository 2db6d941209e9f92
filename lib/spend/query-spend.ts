import type pg from "pg";
import { CUBOIDS, type Dimension, USER_LABEL } from "@/lib/metering/service";
import { nowMs } from "@/lib/platform/clock";
import { inTransaction } from "@/lib/platform/database";
import { DAY_MS, MINUTE_MS, type Period, periods, QUARTER_MS, rfc3339 } from "@/lib/platform/time";
import type { Grouping } from "./groupings";
import { Sums } from "./measures";
import { coveringCuboids } from "./plan";
import { rankGroups } from "./queries/rank-groups";
import { type RollupExtent, readRollupExtent } from "./queries/read-rollup-extent";
import { type SummedGroup, sumGroups } from "./queries/sum-groups";
import type { GroupKey, UsageQuestion, UsageSource } from "./queries/usage-sources";
import { rankByBounds } from "./rank-by-bounds";
import { coverageOf, measuresOf } from "./spend-answer";
import { refuse, type SpendQuery } from "./spend-query";
import {
  asOnePeriod,
  baseSource,
  eventSource,
  isEmpty,
  labelSource,
  type PlannedRange,
  quarterFloor,
  splitWhole,
} from "./usage-plan";

const MOST_DAYS_FROM_EVENTS = 31;

/** The part of the range in which there is usage, cut into periods. */
function planRange(query: SpendQuery, extent: RollupExtent): PlannedRange {
  const { foldedUntilMs, dayZone, firstMs, lastMs } = extent;
  const fromMs = Math.max(query.fromMs, quarterFloor(firstMs ?? query.toMs));
  const toMs = Math.min(query.toMs, quarterFloor((lastMs ?? 0) + QUARTER_MS + MINUTE_MS));
  const common = { fromMs, toMs, foldedUntilMs, dayZone };
  if (fromMs >= toMs) return { ...common, toMs: fromMs, periods: [] };
  if (query.granularity === "none") return { ...common, periods: [{ startMs: fromMs, endMs: toMs }] };
  const calendar = periods(fromMs, toMs, query.granularity, query.zone, query.weekStartsOn);
  return {
    ...common,
    periods: calendar.map(({ startMs, endMs }) => ({ startMs: quarterFloor(startMs), endMs: quarterFloor(endMs) })),
  };
}

/** The sources of one question: where its groups and its total are read. */
interface Sources {
  groups: UsageSource;
  total: UsageSource;
  /** The label is grouped by and not filtered: usage without it is what `groups` lacks of this. */
  unlabelled: UsageSource | null;
}

function labelsOf(query: SpendQuery): Set<string> {
  const all = [...query.groupings, ...query.filters.map((filter) => filter.by)];
  return new Set(all.filter((by) => by.kind === "label").map((by) => by.name));
}

function chooseSources(query: SpendQuery, range: PlannedRange, groupings: Grouping[], declaredTags: readonly string[]): Sources {
  const { filters } = query;
  const labels = [...labelsOf(query)];
  const [label] = labels;
  if (label === undefined) {
    return { groups: baseSource(range, groupings, filters), total: baseSource(range, [], filters), unlabelled: null };
  }
  const held = label === USER_LABEL || declaredTags.includes(label.slice("tag:".length));
  if (labels.length > 1 || !held) {
    refuseUnheld(query, labels, declaredTags);
    return { groups: eventSource(range), total: eventSource(range), unlabelled: null };
  }
  const groups = labelSource(range, label);
  if (filters.some((filter) => filter.by.kind === "label")) return { groups, total: groups, unlabelled: null };
  const dimensions = groupings.filter((by) => by.kind === "dimension");
  return { groups, total: baseSource(range, [], filters), unlabelled: baseSource(range, dimensions, filters) };
}

/** What no rollup holds is added up from the events, if they are few. */
function refuseUnheld(query: SpendQuery, labels: string[], declaredTags: readonly string[]): void {
  const byTenant = query.filters.some((filter) => filter.by.name === "tenant");
  if (byTenant && query.toMs - query.fromMs <= MOST_DAYS_FROM_EVENTS * DAY_MS + 2 * QUARTER_MS * 4) return;
  const tags = declaredTags.length > 0 ? declaredTags.map((tag) => `tag:${tag}`).join(", ") : "no tag is declared yet";
  throw refuse(
    "group_by",
    `no rollup holds ${labels.join(" with ")}. Held are tenant, feature, environment, provider, model and key, together with user or one declared tag (${tags}). Anything else takes a tenant filter and at most ${MOST_DAYS_FROM_EVENTS} days`,
  );
}

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
async function chooseKeys(
  client: pg.PoolClient,
  query: SpendQuery,
  sources: Sources,
  groupings: Grouping[],
  range: PlannedRange,
): Promise<GroupKey[]> {
  const question: UsageQuestion = { groupings, filters: query.filters };
  if (query.top !== null) {
    const unlabelled = sources.unlabelled && asOnePeriod(sources.unlabelled);
    const source = asOnePeriod(sources.groups);
    const found = await rankGroups(client, { question, source, whole: null, unlabelled, limit: query.top });
    return found.map(({ values }) => ({ period: null, values }));
  }
  const bounded = await rankWithin(client, query, sources, groupings, range);
  if (bounded) return bounded.map(({ period, values }) => ({ period, values }));
  const { whole, rest } = splitWhole(sources.groups, isExactCuboid(groupings, query.filters));
  const found = await rankGroups(client, { question, source: rest, whole, unlabelled: sources.unlabelled, limit: query.limit });
  return found.map(({ period, values }) => ({ period, values }));
}

async function sumKeys(
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

function dearestFirst(a: SummedGroup, b: SummedGroup): number {
  const [left, right] = [a.sums, b.sums];
  if (left.costs.effective_cost !== right.costs.effective_cost)
    return left.costs.effective_cost > right.costs.effective_cost ? -1 : 1;
  if (left.counts.requests !== right.counts.requests) return left.counts.requests > right.counts.requests ? -1 : 1;
  const [first, second] = [a.values.join("\u0000"), b.values.join("\u0000")];
  return first < second ? -1 : first > second ? 1 : 0;
}

type SpendRow = ReturnType<typeof measuresOf> & { period_start?: string | null; other?: true } & Record<string, unknown>;

interface Found {
  shown: SummedGroup[];
  totals: SummedGroup[];
  periods: Period[];
}

async function find(query: SpendQuery, declaredTags: readonly string[]): Promise<Found> {
  // The label's column comes last: its rows without a value are told by the columns before it.
  const groupings = [...query.groupings].sort((a, b) => Number(a.kind === "label") - Number(b.kind === "label"));
  return inTransaction(async (client) => {
    // Tens of thousands of groups are hashed in memory rather than on disk.
    await client.query("SET LOCAL work_mem = '64MB'");
    const range = planRange(query, await readRollupExtent(client));
    const sources = chooseSources(query, range, groupings, declaredTags);
    if (isEmpty(sources.total)) return { shown: [], totals: [], periods: [] };
    const totals = await sumGroups(client, query.top === null ? asOnePeriod(sources.total) : sources.total, {
      groupings: [],
      filters: query.filters,
    });
    if (groupings.length === 0 && query.granularity === "none") return { shown: totals, totals, periods: range.periods };
    const keys = await chooseKeys(client, query, sources, groupings, range);
    const shown = await sumKeys(client, query, sources, groupings, keys);
    const kept = shown
      .filter((group) => group.sums.counts.requests !== 0n)
      .sort(dearestFirst)
      .slice(0, query.limit);
    return { shown: order(kept, groupings, query), totals, periods: range.periods };
  }, "repeatable read");
}

/** By period, then cost; and the values back in the order in which they were asked for. */
function order(groups: SummedGroup[], groupings: Grouping[], query: SpendQuery): SummedGroup[] {
  const places = query.groupings.map((by) => groupings.indexOf(by));
  return groups
    .sort((a, b) => a.period - b.period || dearestFirst(a, b))
    .map((group) => ({ ...group, values: places.map((at) => group.values[at] ?? "") }));
}

/** The rest of each total that no shown row holds; dropped where nothing is left. */
function others({ shown, totals }: Found, query: SpendQuery): SummedGroup[] {
  const found: SummedGroup[] = [];
  for (const total of totals) {
    const parts = shown.filter((group) => query.top === null || group.period === total.period).map((group) => group.sums);
    const sums = total.sums.without(parts);
    if (sums.counts.requests !== 0n) found.push({ period: total.period, values: [], sums });
  }
  return found;
}

/**
 * Spend by groups and calendar periods, exact and from one snapshot of the rollups. The rows and
 * `other` always add up to `total`, which covers everything the filters let through.
 * @throws DomainError where no rollup holds the grouping and the events are too many
 */
export async function querySpend(query: SpendQuery, declaredTags: readonly string[]) {
  const found = await find(query, declaredTags);
  const periodOf = (period: number | null) => {
    if (query.granularity === "none") return {};
    const startMs = period === null ? undefined : found.periods[period]?.startMs;
    return { period_start: startMs === undefined ? null : rfc3339(startMs) };
  };
  const named = (values: string[]) => Object.fromEntries(query.groupings.map((by, at) => [by.name, values[at] || null]));
  const rows: SpendRow[] = found.shown.map((group) => ({
    ...periodOf(group.period),
    ...named(group.values),
    ...measuresOf(group.sums),
  }));
  for (const group of others(found, query)) {
    rows.push({ ...periodOf(query.top === null ? null : group.period), ...named([]), ...measuresOf(group.sums), other: true });
  }
  const total = new Sums();
  for (const { sums } of found.totals) total.add(sums);
  return {
    rows: query.top === null ? rows : byPeriod(rows),
    total: measuresOf(total),
    coverage: coverageOf(total),
    range: {
      from: rfc3339(query.fromMs),
      to: rfc3339(query.toMs),
      timezone: query.zone,
      granularity: query.granularity,
      group_by: query.groupings.map((by) => by.name),
    },
    as_of: rfc3339(nowMs()),
  };
}

/** By period, `other` last in each; the order within a period stays. */
function byPeriod(rows: SpendRow[]): SpendRow[] {
  return rows.sort((a, b) => {
    const [left, right] = [a.period_start ?? "", b.period_start ?? ""];
    return left < right ? -1 : left > right ? 1 : Number(a.other ?? false) - Number(b.other ?? false);
  });
}
