import type { Atto } from "@/lib/platform/decimal";
import { histogramEntry, latencyBucket } from "../buckets";
import type { Pricing } from "../event";

/** What one event adds to (or, with sign -1, takes from) every rollup it belongs to. */
export interface EventMeasures {
  pricing: Pricing;
  listCost: Atto | null;
  effectiveCost: Atto | null;
  savedCost: Atto | null;
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  reasoningTokens: number;
  latencyMs: number | null;
  status: number | null;
  errorCode: string | null;
  finishReason: string | null;
  attempt: number | null;
}

/** Sums of one rollup row. Costs are atto-dollars; a null cost adds nothing and is counted apart. */
export class Measures {
  requests = 0;
  errors = 0;
  unpricedRequests = 0;
  unlistedRequests = 0;
  reportedRequests = 0;
  estimatedRequests = 0;
  unbilledRequests = 0;
  listCost: Atto = 0n;
  effectiveCost: Atto = 0n;
  reportedCost: Atto = 0n;
  estimatedCost: Atto = 0n;
  savedCost: Atto = 0n;
  inputTokens = 0;
  outputTokens = 0;
  cacheReadTokens = 0;
  cacheWriteTokens = 0;
  reasoningTokens = 0;
  rateLimited = 0;
  serverErrors = 0;
  retries = 0;
  finishedLength = 0;
  finishedFilter = 0;
  /** Entries of the latency histogram, one an event; the database folds them. */
  histogram = "";

  add(event: EventMeasures, sign: 1 | -1): void {
    this.requests += sign;
    this.inputTokens += sign * event.inputTokens;
    this.outputTokens += sign * event.outputTokens;
    this.cacheReadTokens += sign * event.cacheReadTokens;
    this.cacheWriteTokens += sign * event.cacheWriteTokens;
    this.reasoningTokens += sign * event.reasoningTokens;
    this.addCosts(event, sign);
    this.addOutcome(event, sign);
    if (event.latencyMs !== null) {
      const entry = histogramEntry(latencyBucket(event.latencyMs), sign);
      this.histogram = this.histogram ? `${this.histogram},${entry}` : String(entry);
    }
  }

  private addCosts(event: EventMeasures, sign: 1 | -1): void {
    const factor = BigInt(sign);
    if (event.listCost === null) this.unlistedRequests += sign;
    else if (event.listCost !== 0n) this.listCost += factor * event.listCost;
    if (event.savedCost) this.savedCost += factor * event.savedCost;
    const cost = event.effectiveCost === null ? 0n : factor * event.effectiveCost;
    this.effectiveCost += cost;
    switch (event.pricing) {
      case "unpriced":
        this.unpricedRequests += sign;
        break;
      case "unbilled":
        this.unbilledRequests += sign;
        break;
      case "reported":
        this.reportedRequests += sign;
        this.reportedCost += cost;
        break;
      case "estimated":
        this.estimatedRequests += sign;
        this.estimatedCost += cost;
        break;
    }
  }

  private addOutcome(event: EventMeasures, sign: 1 | -1): void {
    const { status } = event;
    if ((status !== null && status >= 400) || event.errorCode !== null) this.errors += sign;
    if (status === 429) this.rateLimited += sign;
    else if (status !== null && status >= 500) this.serverErrors += sign;
    if (event.attempt !== null && event.attempt > 1) this.retries += sign;
    if (event.finishReason === null) return;
    if (event.finishReason === "length" || event.finishReason === "max_tokens") this.finishedLength += sign;
    else if (event.finishReason === "content_filter") this.finishedFilter += sign;
  }
}

/** Column of each sum, in the order of the tables. */
export const MEASURE_COLUMNS: readonly (readonly [column: string, type: "bigint" | "numeric", field: keyof Measures & string])[] =
  [
    ["requests", "bigint", "requests"],
    ["errors", "bigint", "errors"],
    ["unpriced_requests", "bigint", "unpricedRequests"],
    ["unlisted_requests", "bigint", "unlistedRequests"],
    ["reported_requests", "bigint", "reportedRequests"],
    ["estimated_requests", "bigint", "estimatedRequests"],
    ["unbilled_requests", "bigint", "unbilledRequests"],
    ["list_cost", "numeric", "listCost"],
    ["effective_cost", "numeric", "effectiveCost"],
    ["reported_cost", "numeric", "reportedCost"],
    ["estimated_cost", "numeric", "estimatedCost"],
    ["saved_cost", "numeric", "savedCost"],
    ["input_tokens", "bigint", "inputTokens"],
    ["output_tokens", "bigint", "outputTokens"],
    ["cache_read_tokens", "bigint", "cacheReadTokens"],
    ["cache_write_tokens", "bigint", "cacheWriteTokens"],
    ["reasoning_tokens", "bigint", "reasoningTokens"],
  ];

/** Further counts that only the minute tier keeps, for the sliding windows of alerting. */
export const MINUTE_COLUMNS: typeof MEASURE_COLUMNS = [
  ["rate_limited", "bigint", "rateLimited"],
  ["server_errors", "bigint", "serverErrors"],
  ["retries", "bigint", "retries"],
  ["finished_length", "bigint", "finishedLength"],
  ["finished_filter", "bigint", "finishedFilter"],
];
