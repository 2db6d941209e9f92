import type { PastDay } from "./history";
import type { DayPart } from "./local-days";

/** How usage spreads over the week and over the day; both apart from how much it is. */
export interface Season {
  /** Factor of each weekday, Sunday first; 1 on average over a week. */
  weekdays: Float64Array;
  /** Share of a day in each hour of the clock, from Monday to Friday and at the weekend; each sums to 1. */
  profiles: readonly [Float64Array, Float64Array];
}

/** Days after which a day of the past counts half. */
const HALF_LIFE_DAYS = 42;
/** So many days of the pooled profile are mixed into the one of the weekend and that of the other days. */
const POOLED_DAYS = 2;

const isWeekend = (weekday: number) => weekday === 0 || weekday === 6;

/** What a stretch of a day would use at a level of 1 a day. */
export function seasonalShare(season: Season, part: DayPart): number {
  const profile = season.profiles[isWeekend(part.weekday) ? 1 : 0];
  let share = 0;
  for (let hour = 0; hour < 24; hour++) share += (part.hours[hour] ?? 0) * (profile[hour] ?? 0);
  return share * (season.weekdays[part.weekday] ?? 1);
}

/** @param days at least two weeks, in order, single wild hours already capped */
export function learnSeason(days: readonly PastDay[]): Season {
  return { weekdays: weekdayFactors(days), profiles: hourProfiles(days) };
}

function weekdayFactors(days: readonly PastDay[]): Float64Array {
  const ratios: number[][] = [[], [], [], [], [], [], []];
  for (const [index, day] of days.entries()) {
    // A week around the day, shifted inwards at the ends: each weekday once, so that the mean has no season.
    const from = Math.max(0, Math.min(index - 3, days.length - 7));
    let sum = 0;
    for (let other = from; other < from + 7; other++) sum += days[other]?.total ?? 0;
    if (sum > 0) ratios[day.weekday]?.push((7 * day.total) / sum);
  }
  const means = ratios.map(trimmedMean);
  const noise = pooledVariance(ratios);
  const factors = new Float64Array(7);
  for (const group of [
    [1, 2, 3, 4, 5],
    [0, 6],
  ]) {
    const known = group.filter((weekday) => (ratios[weekday]?.length ?? 0) > 0);
    const groupMean = known.reduce((sum, weekday) => sum + (means[weekday] ?? 1), 0) / Math.max(1, known.length);
    for (const weekday of group) {
      // Empirical Bayes: a weekday stands apart from its group by as much as the scatter allows to tell.
      const count = ratios[weekday]?.length ?? 0;
      const apart = count > 0 ? (means[weekday] ?? groupMean) - groupMean : 0;
      const error = noise / Math.max(1, count);
      factors[weekday] = groupMean + (apart * apart ** 2) / (apart ** 2 + error + 1e-12);
    }
  }
  const mean = factors.reduce((sum, factor) => sum + factor, 0) / 7;
  return mean > 0 ? factors.map((factor) => factor / mean) : factors.fill(1);
}

/** The mean without the greatest and the least, where there are enough. */
function trimmedMean(values: readonly number[]): number {
  if (values.length === 0) return 1;
  const sorted = Float64Array.from(values).sort();
  const cut = values.length >= 9 ? 2 : values.length >= 3 ? 1 : 0;
  const kept = sorted.subarray(cut, sorted.length - cut);
  return kept.reduce((sum, value) => sum + value, 0) / kept.length;
}

function pooledVariance(groups: readonly (readonly number[])[]): number {
  let squares = 0;
  let freedom = 0;
  for (const group of groups) {
    const mean = group.reduce((sum, value) => sum + value, 0) / Math.max(1, group.length);
    squares += group.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    freedom += Math.max(0, group.length - 1);
  }
  return freedom > 0 ? squares / freedom : 0;
}

function hourProfiles(days: readonly PastDay[]): [Float64Array, Float64Array] {
  const sums = [new Float64Array(24), new Float64Array(24)] as const;
  const counts = [0, 0];
  for (const [index, day] of days.entries()) {
    if (day.total <= 0) continue;
    // Each day counts by its shape alone, whatever its size.
    const weight = 0.5 ** ((days.length - 1 - index) / HALF_LIFE_DAYS);
    const group = isWeekend(day.weekday) ? 1 : 0;
    counts[group] = (counts[group] ?? 0) + weight;
    const sum = sums[group];
    for (let hour = 0; hour < 24; hour++) {
      const exposure = day.hours[hour] ?? 1;
      const value = (day.values[hour] ?? 0) / (exposure > 0 ? exposure : 1);
      sum[hour] = (sum[hour] ?? 0) + (weight * value) / day.total;
    }
  }
  const pooled = normalised(sums[0].map((value, hour) => value + (sums[1][hour] ?? 0)));
  return [
    normalised(sums[0].map((value, hour) => value + POOLED_DAYS * (pooled[hour] ?? 0))),
    normalised(sums[1].map((value, hour) => value + POOLED_DAYS * (pooled[hour] ?? 0))),
  ];
}

function normalised(values: Float64Array): Float64Array {
  const sum = values.reduce((total, value) => total + value, 0);
  return sum > 0 ? values.map((value) => value / sum) : values.fill(1 / 24);
}
