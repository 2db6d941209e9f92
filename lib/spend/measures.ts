import { type Atto, atto } from "@/lib/platform/decimal";

/** Columns of every rollup that count, in rows that are added up. */
export const COUNTS = [
  "requests",
  "errors",
  "unpriced_requests",
  "unlisted_requests",
  "reported_requests",
  "estimated_requests",
  "unbilled_requests",
  "input_tokens",
  "output_tokens",
  "cache_read_tokens",
  "cache_write_tokens",
  "reasoning_tokens",
] as const;
/** Columns in dollars. */
export const COSTS = ["list_cost", "effective_cost", "reported_cost", "estimated_cost", "saved_cost"] as const;
export const MEASURES = [...COUNTS, ...COSTS] as const;

export type Count = (typeof COUNTS)[number];
export type Cost = (typeof COSTS)[number];
export type Measure = (typeof MEASURES)[number];

export type SumRow = Record<Measure, string | number> & { histogram: string | null };

const ENTRY = 2 ** 32;

/** Adds histogram entries (bucket * 2^32 + count, as PostgreSQL writes arrays, one after another) to `into`. */
function addEntries(into: Map<number, number>, text: string): void {
  let value = 0;
  let negative = false;
  let digits = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) {
      value = value * 10 + code - 48;
      digits = true;
    } else if (code === 45) negative = true;
    else if (digits) {
      const entry = negative ? -value : value;
      const bucket = Math.floor((entry + ENTRY / 2) / ENTRY);
      into.set(bucket, (into.get(bucket) ?? 0) + entry - bucket * ENTRY);
      value = 0;
      negative = false;
      digits = false;
    }
  }
}

/** Exact sums of usage; costs in atto-dollars. */
export class Sums {
  readonly counts = Object.fromEntries(COUNTS.map((name) => [name, 0n])) as Record<Count, bigint>;
  readonly costs = Object.fromEntries(COSTS.map((name) => [name, 0n])) as Record<Cost, Atto>;
  /** Requests by latency bucket. */
  readonly latencies = new Map<number, number>();

  addRow(row: SumRow): this {
    for (const name of COUNTS) this.counts[name] += BigInt(row[name]);
    for (const name of COSTS) this.costs[name] += atto(row[name]);
    if (row.histogram) addEntries(this.latencies, row.histogram);
    return this;
  }

  add(other: Sums, sign: 1 | -1 = 1): this {
    const factor = BigInt(sign);
    for (const name of COUNTS) this.counts[name] += factor * other.counts[name];
    for (const name of COSTS) this.costs[name] += factor * other.costs[name];
    for (const [bucket, count] of other.latencies) {
      this.latencies.set(bucket, (this.latencies.get(bucket) ?? 0) + sign * count);
    }
    return this;
  }

  /** What is left of this after `parts` are taken away. */
  without(parts: Iterable<Sums>): Sums {
    const left = new Sums().add(this);
    for (const part of parts) left.add(part, -1);
    return left;
  }
}

const GROWTH = 1.1;

/** The latency in the middle of a bucket, milliseconds: within 5% of every latency in it. */
function middleOf(bucket: number): number {
  return bucket <= 0 ? 0 : (GROWTH ** (bucket - 1) * 2 * GROWTH) / (GROWTH + 1);
}

/**
 * The latency in milliseconds that `share` of the requests did not exceed (nearest rank), within
 * 5%; null when no request told its latency.
 */
export function percentile(latencies: ReadonlyMap<number, number>, share: number): number | null {
  const buckets = [...latencies].filter(([, count]) => count > 0).sort(([a], [b]) => a - b);
  const total = buckets.reduce((sum, [, count]) => sum + count, 0);
  const rank = Math.ceil(share * total);
  let passed = 0;
  for (const [bucket, count] of buckets) {
    passed += count;
    if (passed >= rank) return Math.round(middleOf(bucket) * 1000) / 1000;
  }
  return null;
}
