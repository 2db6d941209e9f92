import { formatAtto } from "@/lib/platform/decimal";
import { percentile } from "../measures";
import type { LiveAnswer } from "./contract";
import type { LiveSums } from "./queries/live-sums";

type Measures = LiveAnswer["totals"][number]["hour_ago"];

export const counted = (value: bigint) => (value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : String(value));

export function measuresOf({ counts, cost }: LiveSums): Measures {
  return {
    effective_cost_usd: cost === 0n && counts.unpriced_requests > 0n ? null : formatAtto(cost),
    total_tokens: counted(counts.input_tokens + counts.output_tokens),
    requests: counted(counts.requests),
    errors: counted(counts.errors),
    rate_limited: counted(counts.rate_limited),
    server_errors: counted(counts.server_errors),
    retries: counted(counts.retries),
    unpriced_requests: counted(counts.unpriced_requests),
  };
}

export const p95 = (histogram: ReadonlyMap<number, number> | undefined) => (histogram ? percentile(histogram, 0.95) : null);
