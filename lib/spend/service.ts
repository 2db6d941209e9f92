import { nowMs } from "@/lib/platform/clock";
import { organisation } from "@/lib/platform/organisation";
import type { Reach } from "@/lib/platform/reach";
import { readAccountingQuery } from "./accounting/accounting-query";
import { checkAccounting as check } from "./accounting/check-accounting";
import { countedTags } from "./accounting/count-tags";
import { rebuildRollups as rebuild } from "./accounting/rebuild-rollups";
import { type EventsQuery, readEventsQuery } from "./events-query";
import { filtersWithin } from "./filters-within";
import { groupingOf } from "./groupings";
import { namesReadWithin, valuesRead } from "./merged-names";
import { querySpend as answerSpend } from "./query-spend";
import { type Range, type RawQuery, readRange, readSpendQuery } from "./spend-query";

/** Spend: reports from the rollups, lists of events, and the proof that both agree. The one door of this room. */
export { followDeclaredTags } from "./accounting/count-tags";
export { csvResponse, wantsCsv } from "./csv";
export { dimensionValues } from "./dimension-values";
export { exportEvents, listEvents } from "./list-events";
export { readEvent } from "./read-event";
export { spendTable } from "./spend-table";
export { type AmountQuestion, type Amounts, readReport, readUsage, type UsageAmount, UsageReader } from "./usage-reader";

export type SpendReport = Awaited<ReturnType<typeof answerSpend>>;

/**
 * Spend as GET /api/v1/spend takes its parameters, as if no tenant out of reach had ever existed.
 * @throws DomainError validation_failed, naming the parameter
 */
export async function querySpend(query: RawQuery, reach: Reach): Promise<SpendReport> {
  const { timezone, week_starts_on, declared_tags } = organisation();
  const question = readSpendQuery(query, { zone: timezone, weekStartsOn: week_starts_on, nowMs: nowMs() });
  const within = { ...question, filters: filtersWithin(reach, question.filters) };
  return answerSpend(within, declared_tags.length > 0 ? await countedTags() : [], await namesReadWithin(reach));
}

/** The range that `from` and `to` ask for as reports take them. @throws DomainError validation_failed, naming the parameter */
export function reportRange(query: RawQuery): Range {
  return readRange(query, organisation().timezone, nowMs());
}

/** The parameters of GET /api/v1/events, checked and cut to what is within reach; a name stands for all values read under it. */
export async function readEventsRequest(query: RawQuery, reach: Reach): Promise<EventsQuery> {
  const { timezone } = organisation();
  const read = readEventsQuery(query, { zone: timezone, nowMs: nowMs() });
  const tenant = reach.within(read.filters.tenant);
  const filters = tenant ? { ...read.filters, tenant } : read.filters;
  const names = await namesReadWithin(reach);
  const entries = Object.entries(filters).map(([name, values]) => {
    const by = groupingOf(name);
    return [name, by && values ? valuesRead(by, values, names) : values];
  });
  return { ...read, filters: Object.fromEntries(entries) };
}

export type AccountingReport = Awaited<ReturnType<typeof check>>;
type Progress = (done: number, all: number) => void;

/**
 * Proves that the rollups say what the events say, as GET /api/v1/accounting takes its parameters.
 * @throws DomainError validation_failed, naming the parameter
 */
export async function checkAccounting(query: RawQuery, onProgress: Progress = () => {}): Promise<AccountingReport> {
  return check({ ...readAccountingQuery(query, organisation().timezone), onProgress });
}

/** Makes the rollups anew from the events while ingest goes on; parameters as for `checkAccounting`. */
export async function rebuildRollups(query: RawQuery, onProgress: Progress, signal: AbortSignal) {
  const { timezone } = organisation();
  return rebuild({ ...readAccountingQuery(query, timezone), declaredTags: [], onProgress, signal });
}
