import type { BudgetRecord } from "./budget";
import type { BudgetSpan } from "./periods";
import type { Threshold } from "./thresholds";

/** What a threshold is judged by. Amounts are 10^-18 of the measure's unit; multiples of the even pace are plain numbers. */
export interface Figures {
  spent: bigint;
  limit: bigint;
  /** Expected at the period's end, of a rolling window at the most on its way; null where there is no forecast. */
  forecast: bigint | null;
  fast: number;
  slow: number;
}

const HUNDREDTHS = 100n;

/** Whether an amount has reached a percentage of the limit; exact. */
function hasReached(amount: bigint, limit: bigint, percent: number): boolean {
  return amount * 100n * HUNDREDTHS >= limit * BigInt(Math.round(percent * 100));
}

/** Whether a threshold stands reached. `share` below 1 asks for a part of it: what re-arms an episode. */
export function isReached(threshold: Threshold, { spent, limit, forecast, fast, slow }: Figures, share = 1): boolean {
  if (limit <= 0n) return false;
  if (threshold.kind === "burn_rate") return (threshold.window === "fast" ? fast : slow) >= threshold.multiple * share;
  const amount = threshold.kind === "actual" ? spent : forecast;
  return amount !== null && hasReached(amount, limit, threshold.percent * share);
}

/** What has no calendar period happens in episodes: it re-arms below 90% of its threshold. */
export function isEpisodic(threshold: Threshold, budget: Pick<BudgetRecord, "period">): boolean {
  return threshold.kind === "burn_rate" || budget.period.kind === "rolling";
}

export const RE_ARM_SHARE = 0.9;

/** The amount or multiple a threshold is compared with, as a decimal's 10^-18. */
export function measuredBy(threshold: Threshold, figures: Figures): bigint {
  if (threshold.kind === "burn_rate") return decimalOf(threshold.window === "fast" ? figures.fast : figures.slow);
  return threshold.kind === "actual" ? figures.spent : (figures.forecast ?? 0n);
}

/** A plain number with six digits after the point. */
function decimalOf(value: number): bigint {
  return BigInt(Math.round(value * 1e6)) * 10n ** 12n;
}

const MS_PER_HOUR = 3_600_000;

/** The pace of a window over the even pace that uses the limit exactly by the period's end. */
export function burnMultiple(
  spent: bigint,
  windowMs: number,
  limit: bigint,
  span: Pick<BudgetSpan, "startMs" | "endMs">,
): number {
  if (limit <= 0n || windowMs <= 0) return 0;
  const hours = windowMs / MS_PER_HOUR;
  return ratioOf(spent, limit) / hours / (MS_PER_HOUR / (span.endMs - span.startMs));
}

/** A quotient of two amounts as a plain number, good to nine digits. */
export function ratioOf(amount: bigint, limit: bigint): number {
  return limit === 0n ? 0 : Number((amount * 1_000_000_000n) / limit) / 1e9;
}
