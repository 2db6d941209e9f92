import { DAY_MS } from "@/lib/platform/time";
import { type DriftState, LEAST_DRIFT } from "./state";

const KEPT_DAYS = 28;
const WEEK = 7;
/** After one was told, the next is news when the measure has doubled again. */
const LEAST_AFTER = Math.log(2);
const SIGMAS = 4;

/**
 * A slow change: the mean of the last seven complete days against the seven days three weeks before (two weeks before
 * where no more is kept), in whole weeks so that weekends weigh alike.
 * Told once; then the old days are forgotten and the new level is the usual one.
 * @returns how far it drifted, in the baseline's scale, at the first point after the day that made it certain; else null
 */
export function drifted(drift: DriftState, atMs: number, scaled: number): number | null {
  const dayIndex = Math.floor(atMs / DAY_MS);
  let found: number | null = null;
  if (drift.dayIndex !== null && dayIndex !== drift.dayIndex && drift.count > 0) {
    drift.days.push(drift.sum / drift.count);
    if (drift.days.length > KEPT_DAYS) drift.days.shift();
    drift.sum = 0;
    drift.count = 0;
    found = judge(drift);
  }
  drift.dayIndex = dayIndex;
  drift.sum += scaled;
  drift.count += 1;
  return found;
}

function judge(drift: DriftState): number | null {
  const { days } = drift;
  if (days.length < 3 * WEEK) return null;
  const now = days.slice(-WEEK);
  const behind = days.length >= 4 * WEEK ? 3 * WEEK : 2 * WEEK;
  const past = days.slice(-WEEK - behind, days.length - behind);
  const change = mean(now) - mean(past);
  // Spread of a day about the same weekday a week before, without its slope.
  const steps = days.slice(WEEK).map((value, index) => value - (days[index] ?? 0));
  const middle = median(steps);
  const sigma = (1.4826 * median(steps.map((step) => Math.abs(step - middle)))) / Math.SQRT2;
  if (Math.abs(change) < LEAST_DRIFT / 2) drift.least = LEAST_DRIFT;
  if (Math.abs(change) < Math.max(drift.least, SIGMAS * sigma * Math.sqrt(2 / WEEK))) return null;
  drift.days = now;
  drift.least = LEAST_AFTER;
  return change;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
}
