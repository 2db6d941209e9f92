import { kthGreatest } from "./order-statistics";

/** An hour of the last two days: what was used, and what level and season alone expected. */
export interface RecentHour {
  ageHours: number;
  used: number;
  expected: number;
}

/** Recent hours count half after so many. */
const MEMORY_HOURS = 2;
/** So much of an expected day is mixed in at factor 1: a few quiet hours of the night tell little. */
const PRIOR_DAYS = 0.07;
/** What is extraordinary now is half as much so many hours later. */
const FADES_HOURS = 4;

/**
 * How far the last hours ran above or below the expected, as a factor for the hours to come; it fades.
 * The greatest excess counts as no more than the second: one wild hour carries nothing on.
 */
export function momentumOf(hours: readonly RecentHour[], perDay: number): (hoursAhead: number) => number {
  if (perDay <= 0) return () => 1;
  const excess = hours.map(({ used, expected, ageHours }) => (used - expected) * 0.5 ** (ageHours / MEMORY_HOURS));
  const most = Math.max(0, kthGreatest(excess, 2));
  let over = 0;
  let expected = PRIOR_DAYS * perDay;
  for (const [index, hour] of hours.entries()) {
    over += Math.min(most, excess[index] ?? 0);
    expected += hour.expected * 0.5 ** (hour.ageHours / MEMORY_HOURS);
  }
  const factor = Math.max(0, 1 + over / expected);
  return (hoursAhead) => 1 + (factor - 1) * 0.5 ** (hoursAhead / FADES_HOURS);
}
