import { aheadOf, type Deseasonalised, type Level, levelAfter } from "./level";
import { quantileOfSorted } from "./order-statistics";

/** How far off forecasts of this series were: the 80% interval's distance from the expected, at a level of 1 a day. */
export interface Spread {
  below(daysAhead: number): number;
  above(daysAhead: number): number;
}

const WARM_UP_DAYS = 10;
const FEWEST_ORIGINS = 10;
/** In-sample seasons make past errors look smaller than coming ones. */
const INFLATION = 1.22;
const GROWS_AS = 1;
const MOST_ORIGINS = 50;
const UNSURE = 3;
const WITHIN_DAY = 0.58;

/** Makes the forecast anew after each day of the past, for as many days ahead as there are, and compares. */
export function spreadOf(days: Deseasonalised, now: Level, mostDaysAhead: number): Spread {
  const { used, shares } = days;
  const count = used.length;
  const furthest = Math.max(1, Math.min(Math.ceil(mostDaysAhead), count - WARM_UP_DAYS - FEWEST_ORIGINS, 92));
  const step = Math.ceil((count - WARM_UP_DAYS) / MOST_ORIGINS);
  const errors: number[][] = Array.from({ length: furthest }, () => []);
  for (let origin = WARM_UP_DAYS; origin < count; origin += step) {
    const level = levelAfter(days, origin);
    const scale = scaleOf(days, origin, level);
    if (scale <= 0) continue;
    let error = 0;
    for (let ahead = 1; ahead <= furthest && origin + ahead <= count; ahead++) {
      const index = origin + ahead - 1;
      error += (used[index] ?? 0) - aheadOf(level, ahead) * (shares[index] ?? 0);
      errors[ahead - 1]?.push(error / scale);
    }
  }
  const sizes = errors.map((each) => (each.reduce((sum, error) => sum + Math.abs(error), 0) / Math.max(1, each.length)) * 1.2533);
  const standard: number[] = [];
  for (const [index, each] of errors.entries()) {
    const size = sizes[index] ?? 0;
    if (size > 0) for (const error of each) standard.push(error / size);
  }
  const sorted = Float64Array.from(standard).sort();
  const down = Math.min(1.8, Math.max(0.4, -quantileOfSorted(sorted, 0.1)));
  const up = Math.min(1.8, Math.max(0.4, quantileOfSorted(sorted, 0.9)));
  const scaleNow = scaleOf(days, count, now);
  const size = (daysAhead: number): number => {
    const last = sizes.length;
    const known = (ahead: number) => sizes[Math.min(last, Math.max(1, ahead)) - 1] ?? 0;
    if (daysAhead <= 1) return known(1) * daysAhead ** WITHIN_DAY;
    if (daysAhead >= last) return known(last) * (daysAhead / last) ** GROWS_AS;
    const below = Math.floor(daysAhead);
    return known(below) + (daysAhead - below) * (known(below + 1) - known(below));
  };
  // The level itself is known from `count` days only: what it is off by, it is off by every day ahead.
  const unsure = (daysAhead: number) => INFLATION * scaleNow * Math.sqrt(1 + (UNSURE * daysAhead) / count);
  return {
    below: (daysAhead) => down * unsure(daysAhead) * size(daysAhead),
    above: (daysAhead) => up * unsure(daysAhead) * size(daysAhead),
  };
}

/** What errors are measured in: the level, or where it just fell, a part of what was usual. */
function scaleOf({ totals, shares }: Deseasonalised, count: number, level: Level): number {
  let total = 0;
  let share = 0;
  for (let index = Math.max(0, count - 28); index < count; index++) {
    total += totals[index] ?? 0;
    share += shares[index] ?? 0;
  }
  return Math.max(level.perDay, share > 0 ? (0.25 * total) / share : 0);
}
