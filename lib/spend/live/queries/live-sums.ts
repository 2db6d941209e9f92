import { type Atto, atto } from "@/lib/platform/decimal";

/** Columns of rollup_minute that a live answer adds up. */
export const LIVE_COLUMNS = [
  "requests",
  "errors",
  "rate_limited",
  "server_errors",
  "retries",
  "unpriced_requests",
  "input_tokens",
  "output_tokens",
] as const;

export const LIVE_SUMS = [...LIVE_COLUMNS, "effective_cost"].map((name) => `sum(r.${name}) AS ${name}`).join(", ");

export type LiveRow = Record<(typeof LIVE_COLUMNS)[number] | "effective_cost", string | number>;

export interface LiveSums {
  counts: Record<(typeof LIVE_COLUMNS)[number], bigint>;
  cost: Atto;
}

export function noSums(): LiveSums {
  return { counts: Object.fromEntries(LIVE_COLUMNS.map((name) => [name, 0n])) as LiveSums["counts"], cost: 0n };
}

/** Adds a row; of `passedMs` out of a minute, that share of it. */
export function addRow(sums: LiveSums, row: LiveRow, passedMs = 60_000): void {
  const share = (value: bigint) => (passedMs === 60_000 ? value : (value * BigInt(passedMs)) / 60_000n);
  for (const name of LIVE_COLUMNS) sums.counts[name] += share(BigInt(row[name]));
  sums.cost += share(atto(row.effective_cost));
}
