import { USER_LABEL } from "@/lib/metering/service";
import { DAY_MS, HOUR_MS, MINUTE_MS, periods, QUARTER_MS, rfc3339 } from "@/lib/platform/time";
import type { Grouping } from "./groupings";
import type { RollupExtent } from "./queries/read-rollup-extent";
import type { UsageSource } from "./queries/usage-sources";
import { refuse, type SpendQuery } from "./spend-query";
import { baseSource, eventSource, labelSource, type PlannedRange, quarterFloor } from "./usage-plan";

const MOST_DAYS_FROM_EVENTS = 31;

/** The part of the range in which there is usage, cut into periods. */
export function planRange(query: SpendQuery, extent: RollupExtent): PlannedRange {
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
export interface Sources {
  groups: UsageSource;
  total: UsageSource;
  /** The label is grouped by and not filtered: usage without it is what `labelled` lacks of `all`. */
  unlabelled: { all: UsageSource; labelled: UsageSource } | null;
}

/** What of a question decides where it is answered. */
export type SourceQuestion = Pick<SpendQuery, "groupings" | "filters" | "fromMs" | "toMs">;

function labelsOf(query: SourceQuestion): Set<string> {
  const all = [...query.groupings, ...query.filters.map((filter) => filter.by)];
  return new Set(all.filter((by) => by.kind === "label").map((by) => by.name));
}

/** What can be answered from: the tags that have rollups, and from when on events are there (null: all ever taken). */
export interface Held {
  declaredTags: readonly string[];
  eventsKeptFromMs: number | null;
}

/**
 * Picks where a question is answered.
 * @throws DomainError where no rollup holds it and the events are too many
 */
export function chooseSources(
  query: SourceQuestion,
  range: PlannedRange,
  groupings: Grouping[],
  { declaredTags, eventsKeptFromMs }: Held,
): Sources {
  const { filters } = query;
  const labels = [...labelsOf(query)];
  const [label] = labels;
  if (label === undefined) {
    return { groups: baseSource(range, groupings, filters), total: baseSource(range, [], filters), unlabelled: null };
  }
  const held = label === USER_LABEL || declaredTags.includes(label.slice("tag:".length));
  if (labels.length > 1 || !held) {
    refuseUnheld(query, labels, declaredTags);
    refuseRemoved(range, labels, eventsKeptFromMs);
    return { groups: eventSource(range), total: eventSource(range), unlabelled: null };
  }
  const groups = labelSource(range, label, groupings, filters);
  if (filters.some((filter) => filter.by.kind === "label")) return { groups, total: groups, unlabelled: null };
  const dimensions = groupings.filter((by) => by.kind === "dimension");
  const all = baseSource(range, dimensions, filters);
  const labelled = labelSource(range, label, dimensions, filters, true);
  return { groups, total: baseSource(range, [], filters), unlabelled: { all, labelled } };
}

/** What no rollup holds is added up from the events, if they are few. */
function refuseUnheld(query: SourceQuestion, labels: string[], declaredTags: readonly string[]): void {
  const byTenant = query.filters.some((filter) => filter.by.name === "tenant" && !filter.implied);
  if (byTenant && query.toMs - query.fromMs <= MOST_DAYS_FROM_EVENTS * DAY_MS + 2 * HOUR_MS) return;
  const tags = declaredTags.length > 0 ? declaredTags.map((tag) => `tag:${tag}`).join(", ") : "no tag is declared yet";
  throw refuse(
    "group_by",
    `no rollup holds ${labels.join(" with ")}. Held are tenant, feature, environment, provider, model and key, together with user or one declared tag (${tags}). Anything else takes a tenant filter and at most ${MOST_DAYS_FROM_EVENTS} days`,
  );
}

/** Events that are gone would be missing from a sum over the events. */
function refuseRemoved(range: PlannedRange, labels: string[], keptFromMs: number | null): void {
  if (keptFromMs === null || range.fromMs >= keptFromMs) return;
  throw refuse(
    "from",
    `${labels.join(" with ")} is added up from events, and those before ${rfc3339(keptFromMs)} are removed by now: ask from there on, or by one of them`,
  );
}
