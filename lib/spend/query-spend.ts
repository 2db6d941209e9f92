import { eventsKeptFromMs } from "@/lib/metering/retention/service";
import { nowMs } from "@/lib/platform/clock";
import { inTransaction } from "@/lib/platform/database";
import { type Period, rfc3339 } from "@/lib/platform/time";
import { chooseSources, planRange } from "./choose-sources";
import type { Grouping } from "./groupings";
import { Sums } from "./measures";
import { chosenGroups, type NamesByDimension, withValues } from "./merged-names";
import { readRollupExtent } from "./queries/read-rollup-extent";
import { type SummedGroup, sumGroups } from "./queries/sum-groups";
import { coverageOf, measuresOf } from "./spend-answer";
import type { SpendQuery } from "./spend-query";
import { isEmpty } from "./usage-plan";

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

async function find(query: SpendQuery, declaredTags: readonly string[], names: NamesByDimension): Promise<Found> {
  // The label's column comes last: its rows without a value are told by the columns before it.
  const groupings = [...query.groupings].sort((a, b) => Number(a.kind === "label") - Number(b.kind === "label"));
  return inTransaction(async (client) => {
    // Tens of thousands of groups are hashed in memory rather than on disk.
    await client.query("SET LOCAL work_mem = '64MB'");
    const range = planRange(query, await readRollupExtent(client));
    const held = { declaredTags, eventsKeptFromMs: await eventsKeptFromMs(client) };
    const sources = chooseSources(query, range, groupings, held);
    if (isEmpty(sources.total)) return { shown: [], totals: [], periods: [] };
    // Over the whole range, days of the organisation serve where the periods of another zone would take hours.
    const whole = { ...range, periods: [{ startMs: range.fromMs, endMs: range.toMs }] };
    const undivided = { range: whole, sources: chooseSources(query, whole, groupings, held) };
    const totals = await sumGroups(client, query.top === null ? undivided.sources.total : sources.total, {
      groupings: [],
      filters: query.filters,
    });
    if (groupings.length === 0 && query.granularity === "none") return { shown: totals, totals, periods: range.periods };
    const plan = query.top === null ? { range, sources } : undivided;
    const shown = await chosenGroups(client, { query, plan, sources, groupings }, names);
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
export async function querySpend(asked: SpendQuery, declaredTags: readonly string[], names: NamesByDimension = {}) {
  const query = { ...asked, filters: withValues(asked.filters, names) };
  const found = await find(query, declaredTags, names);
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
