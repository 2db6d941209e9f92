import { isReached } from "../model/figures";
import type { Threshold } from "../model/thresholds";

export interface PastCrossing {
  percent: number;
  /** End of the hour (or day) in which the share was reached. */
  atMs: number;
}

/** When each share of the limit would have been reached, from what was used in each part of a period. */
export function pastCrossings(
  parts: readonly { endMs: number; amount: bigint }[],
  limit: bigint,
  thresholds: readonly Threshold[],
): PastCrossing[] {
  const found: PastCrossing[] = [];
  const waiting = thresholds.flatMap((each) => (each.kind === "actual" ? [each] : []));
  let spent = 0n;
  for (const { endMs, amount } of parts) {
    spent += amount;
    const figures = { spent, limit, forecast: null, fast: 0, slow: 0 };
    while (waiting[0] && isReached(waiting[0], figures)) found.push({ percent: waiting.shift()?.percent ?? 0, atMs: endMs });
  }
  return found;
}
