import { kthGreatest, median } from "./order-statistics";

/** How much a day uses once the season is taken out, and how that moves. */
export interface Level {
  perDay: number;
  /** Change a day, as a share of the level, at the start; it dies away by TREND_DAMPING a day. */
  growth: number;
}

/** Days of the past, in order. */
export interface Deseasonalised {
  /** What each used, wild hours capped. */
  totals: Float64Array;
  /** What each really used. */
  used: Float64Array;
  /** What the season alone makes of each: 1 on average. */
  shares: Float64Array;
}

const WINDOW_DAYS = 28;
const HALF_LIFE_DAYS = 8;
/** The greatest and the least days of the window count as no more and no less than those of this rank: two wild days change little. */
const WILD_DAYS = 3;
/** A shift is looked for from three to so many days ago; it changes the level by this part of the lesser, and by so many standard errors. */
const SHIFT_DAYS = [3, 14] as const;
const SHIFT_OF_LESSER = 0.35;
const SHIFT_SURE = 4;
const TREND_DAMPING = 0.98;
/** A falling trend goes down to this part of the level, not to nothing. */
const LEAST_OF_LEVEL = 0.2;
const TREND_WEEKS = 9;
/** A day on which the season expects less than this says nothing about the level. */
const LEAST_SHARE = 0.15;

/** The level expected on the `ahead`-th day from now (1 = the first), its trend damped (Gardner & McKenzie 1985). */
export function aheadOf(level: Level, ahead: number): number {
  const damped = (1 - TREND_DAMPING ** (ahead - 0.5)) / (1 - TREND_DAMPING);
  return level.perDay * Math.max(LEAST_OF_LEVEL, 1 + level.growth * damped);
}

/** The level after the first `count` days; later ones are not looked at. */
export function levelAfter(days: Deseasonalised, count: number): Level {
  const { totals, shares } = days;
  const start = Math.max(0, count - WINDOW_DAYS);
  const ratios: number[] = [];
  const weights: number[] = [];
  const ages: number[] = [];
  for (let index = start; index < count; index++) {
    const share = shares[index] ?? 0;
    if (share < LEAST_SHARE) continue;
    ratios.push((totals[index] ?? 0) / share);
    weights.push(share);
    ages.push(count - index - 0.5);
  }
  const from = shiftedAt(ratios);
  const kept = ratios.slice(from);
  const most = kthGreatest(kept, Math.min(WILD_DAYS, Math.ceil(kept.length / 3)));
  const least = -kthGreatest(
    kept.map((value) => -value),
    Math.min(WILD_DAYS, Math.ceil(kept.length / 3)),
  );
  let sum = 0;
  let weight = 0;
  let age = 0;
  for (const [index, ratio] of kept.entries()) {
    const daysAgo = ages[from + index] ?? 0;
    const each = (weights[from + index] ?? 0) * 0.5 ** (daysAgo / HALF_LIFE_DAYS);
    sum += each * Math.min(most, Math.max(least, ratio));
    weight += each;
    age += each * daysAgo;
  }
  if (weight === 0) return { perDay: 0, growth: 0 };
  const growth = from > 0 ? 0 : growthOf(days, count);
  return { perDay: Math.max(0, (sum / weight) * (1 + growth * (age / weight))), growth };
}

/**
 * Where the ratios last moved to another level for good: index of the first at the new one, 0 where they did not. Of the cuts
 * whose two medians differ by more than a third and by more than chance, the one with the least absolute deviation around both.
 */
function shiftedAt(ratios: readonly number[]): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let after = SHIFT_DAYS[0]; after <= Math.min(SHIFT_DAYS[1], ratios.length - 5); after++) {
    const cut = ratios.length - after;
    const [was, is] = [median(ratios.slice(0, cut)), median(ratios.slice(cut))];
    const change = Math.abs(is - was);
    if (change <= SHIFT_OF_LESSER * Math.min(was, is) || change === 0) continue;
    const deviations = ratios.map((ratio, index) => Math.abs(ratio - (index < cut ? was : is)));
    // 1.4826 x the median deviation estimates sigma; a median's error is 1.25 that of a mean.
    const error = 1.4826 * median(deviations) * 1.25 * Math.sqrt(1 / cut + 1 / after);
    const sum = deviations.reduce((total, deviation) => total + deviation, 0);
    if (change > SHIFT_SURE * error && sum < least) {
      least = sum;
      best = cut;
    }
  }
  return best;
}

/** Theil-Sen slope through the last weeks, relative to their middle, shrunk by its own uncertainty. */
function growthOf({ totals, shares }: Deseasonalised, count: number): number {
  const weeks: number[] = [];
  for (let end = count; end - 7 >= 0 && weeks.length < TREND_WEEKS; end -= 7) {
    let total = 0;
    let share = 0;
    for (let index = end - 7; index < end; index++) {
      total += totals[index] ?? 0;
      share += shares[index] ?? 0;
    }
    weeks.unshift(share > 0 ? total / share : 0);
  }
  if (weeks.length < 3) return 0;
  const slopes: number[] = [];
  for (let left = 0; left < weeks.length; left++)
    for (let right = left + 1; right < weeks.length; right++)
      slopes.push(((weeks[right] ?? 0) - (weeks[left] ?? 0)) / (right - left));
  const slope = median(slopes);
  const middle = median(weeks);
  const last = middle + (slope * (weeks.length - 1)) / 2;
  if (last <= 0 || middle <= 0) return 0;
  const centre = (weeks.length - 1) / 2;
  const scatter = 1.4826 * median(weeks.map((week, index) => Math.abs(week - middle - slope * (index - centre))));
  // Standard error of a slope through n evenly spaced points; the floor stands for what the scatter does not show.
  const error = Math.max(scatter, 0.03 * middle) * Math.sqrt(12 / (weeks.length * (weeks.length ** 2 - 1)));
  const sure = slope ** 2 / (slope ** 2 + 4 * error ** 2);
  return Math.max(-0.03, Math.min(0.03, (sure * slope) / last / 7));
}
