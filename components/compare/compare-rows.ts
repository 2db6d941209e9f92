import { atto, formatAtto } from "@/lib/platform/decimal";

export interface Measured {
  effective_cost_usd: string | null;
  requests: number | string;
  errors: number | string;
  unpriced_requests: number | string;
  total_tokens: number | string;
  output_tokens: number | string;
  input_tokens: number | string;
  cache_read_tokens: number | string;
  latency_p50_ms: number | null;
  latency_p95_ms: number | null;
}

export type CompareUnit = "money" | "count" | "tenths" | "share" | "latency";

export interface CompareRow {
  name: string;
  unit: CompareUnit;
  /** Decimal texts, or null where it is not known. */
  before: string | null;
  after: string | null;
}

function ratio(part: number | string, whole: number | string): string | null {
  return Number(whole) > 0 ? String(Number(part) / Number(whole)) : null;
}

/** What one request cost, exact; null where nothing is priced. */
function perRequest({ effective_cost_usd, requests }: Measured): string | null {
  if (effective_cost_usd === null || Number(requests) === 0) return null;
  return formatAtto(atto(effective_cost_usd) / BigInt(requests));
}

const text = (value: number | null) => (value === null ? null : String(value));

/** The measures that tell a fix from a change of traffic, of two periods. */
export function compareRows(before: Measured, after: Measured): CompareRow[] {
  const row = (name: string, unit: CompareUnit, of: (each: Measured) => string | null): CompareRow => ({
    name,
    unit,
    before: of(before),
    after: of(after),
  });
  return [
    row("Cost", "money", (each) => each.effective_cost_usd),
    row("Cost of a request", "money", perRequest),
    row("Requests", "count", ({ requests }) => String(requests)),
    row("Failed share", "share", ({ errors, requests }) => ratio(errors, requests)),
    row("Tokens of a request", "tenths", ({ total_tokens, requests }) => ratio(total_tokens, requests)),
    row("Output tokens of a request", "tenths", ({ output_tokens, requests }) => ratio(output_tokens, requests)),
    row("Input read from the cache", "share", ({ cache_read_tokens, input_tokens }) => ratio(cache_read_tokens, input_tokens)),
    row("Latency p50", "latency", ({ latency_p50_ms }) => text(latency_p50_ms)),
    row("Latency p95", "latency", ({ latency_p95_ms }) => text(latency_p95_ms)),
    row("Requests without a price", "count", ({ unpriced_requests }) => String(unpriced_requests)),
  ];
}
