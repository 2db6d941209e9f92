import { nowMs } from "@/lib/platform/clock";
import { organisation } from "@/lib/platform/organisation";
import { type EventsQuery, readEventsQuery } from "./events-query";
import { querySpend as answerSpend } from "./query-spend";
import { type RawQuery, readSpendQuery } from "./spend-query";

/** Spend: reports from the rollups, lists of events, and the proof that both agree. The one door of this room. */
export { csvResponse, wantsCsv } from "./csv";
export { dimensionValues } from "./dimension-values";
export { exportEvents, listEvents } from "./list-events";
export { readEvent } from "./read-event";
export { spendTable } from "./spend-table";

export type SpendReport = Awaited<ReturnType<typeof answerSpend>>;

/**
 * Spend as GET /api/v1/spend takes its parameters.
 * @throws DomainError validation_failed, naming the parameter
 */
export async function querySpend(query: RawQuery): Promise<SpendReport> {
  const { timezone, week_starts_on, declared_tags } = organisation();
  return answerSpend(readSpendQuery(query, { zone: timezone, weekStartsOn: week_starts_on, nowMs: nowMs() }), declared_tags);
}

/** The parameters of GET /api/v1/events, checked. */
export function readEventsRequest(query: RawQuery): EventsQuery {
  const { timezone } = organisation();
  return readEventsQuery(query, { zone: timezone, nowMs: nowMs() });
}
