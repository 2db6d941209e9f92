import { formatAtto } from "@/lib/platform/decimal";
import { percentile, type Sums } from "./measures";

/** A whole number as JSON carries it: text where a double would round it. */
export function wholeNumber(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

/** The measures of one row. A cost in which nothing is priced is null, never 0. */
export function measuresOf(sums: Sums) {
  const { counts, costs, latencies } = sums;
  const none = (unknown: bigint) => counts.requests > 0n && unknown === counts.requests;
  return {
    effective_cost_usd: none(counts.unpriced_requests) ? null : formatAtto(costs.effective_cost),
    list_cost_usd: none(counts.unlisted_requests) ? null : formatAtto(costs.list_cost),
    saved_cost_usd: formatAtto(costs.saved_cost),
    requests: wholeNumber(counts.requests),
    errors: wholeNumber(counts.errors),
    unpriced_requests: wholeNumber(counts.unpriced_requests),
    input_tokens: wholeNumber(counts.input_tokens),
    output_tokens: wholeNumber(counts.output_tokens),
    cache_read_tokens: wholeNumber(counts.cache_read_tokens),
    cache_write_tokens: wholeNumber(counts.cache_write_tokens),
    reasoning_tokens: wholeNumber(counts.reasoning_tokens),
    total_tokens: wholeNumber(counts.input_tokens + counts.output_tokens),
    latency_p50_ms: percentile(latencies, 0.5),
    latency_p95_ms: percentile(latencies, 0.95),
  };
}

const SHARE_DIGITS = 1_000_000n;

function share(part: bigint, whole: bigint): number | null {
  return whole === 0n ? null : Number((part * SHARE_DIGITS) / whole) / Number(SHARE_DIGITS);
}

/** How far the total can be relied on: what of it is priced by us, reported, estimated, or not priced at all. */
export function coverageOf(sums: Sums) {
  const { counts, costs } = sums;
  const known = counts.reported_requests + counts.estimated_requests + counts.unbilled_requests + counts.unpriced_requests;
  const priced = counts.requests - known;
  const pricedCost = costs.effective_cost - costs.reported_cost - costs.estimated_cost;
  return {
    priced: formatAtto(pricedCost),
    reported: formatAtto(costs.reported_cost),
    estimated: formatAtto(costs.estimated_cost),
    priced_events: wholeNumber(priced),
    reported_events: wholeNumber(counts.reported_requests),
    estimated_events: wholeNumber(counts.estimated_requests),
    unbilled_events: wholeNumber(counts.unbilled_requests),
    unpriced_events: wholeNumber(counts.unpriced_requests),
    unlisted_events: wholeNumber(counts.unlisted_requests),
    share_of_events: {
      priced: share(priced, counts.requests),
      reported: share(counts.reported_requests, counts.requests),
      estimated: share(counts.estimated_requests, counts.requests),
      unbilled: share(counts.unbilled_requests, counts.requests),
      unpriced: share(counts.unpriced_requests, counts.requests),
    },
    share_of_cost: {
      priced: share(pricedCost, costs.effective_cost),
      reported: share(costs.reported_cost, costs.effective_cost),
      estimated: share(costs.estimated_cost, costs.effective_cost),
    },
  };
}
