import { DAY_MS, HOUR_MS } from "@/lib/platform/time";
import type { BandPoint } from "./forecast";
import type { History } from "./history";
import { aheadOf, type Deseasonalised, type Level, levelAfter } from "./level";
import { dayParts, hourParts } from "./local-days";
import { momentumOf } from "./momentum";
import { learnSeason, type Season, seasonalShare } from "./season";
import { spreadOf } from "./spread";

/** Paths up to this length get a point each hour, unless another length is asked for. */
const HOURLY_MS = 3 * DAY_MS;
/** So far ahead hours are told apart, since the momentum of the last ones still counts. */
const NEAR_MS = DAY_MS;

interface Stretch {
  nowMs: number;
  fromMs: number;
  toMs: number;
  zone: string;
  hourlyMs?: number;
}

/**
 * What will be used from `fromMs` on, cumulative: level x trend x weekday x hour of the day x momentum, summed over the
 * hours ahead, and around it how far such sums were off in the past.
 */
export function pathAhead(past: History, { nowMs, fromMs, toMs, zone, hourlyMs = HOURLY_MS }: Stretch): BandPoint[] {
  const season = learnSeason(past.days);
  const days: Deseasonalised = {
    totals: Float64Array.from(past.days, (day) => day.total),
    used: Float64Array.from(past.days, (day) => day.used),
    shares: Float64Array.from(past.days, (day) => seasonalShare(season, day)),
  };
  const level = levelAfter(days, past.days.length);
  const spread = spreadOf(days, level, (toMs - fromMs) / DAY_MS);
  const momentum = recentMomentum(past, season, level, nowMs, zone);
  const todayMs = past.days.at(-1)?.toMs ?? nowMs;
  const hourly = toMs - fromMs <= hourlyMs;
  const path: BandPoint[] = [];
  let expected = 0;
  let low = 0;
  let high = 0;
  let daysAhead = 0;
  for (const day of dayParts(fromMs, toMs, zone)) {
    const perDay = aheadOf(level, Math.max(1, Math.round((day.toMs - todayMs) / DAY_MS)));
    for (const piece of hourly || day.fromMs - nowMs < NEAR_MS ? hourParts(day, zone) : [day]) {
      const share = seasonalShare(season, piece);
      expected += perDay * share * momentum(((piece.fromMs + piece.toMs) / 2 - nowMs) / HOUR_MS);
      // Distance counts in seasonal days: a night or a weekend adds little to go wrong.
      daysAhead += share;
      if (!hourly && piece.toMs !== day.toMs) continue;
      low = Math.min(expected, Math.max(low, expected - spread.below(daysAhead)));
      high = Math.max(expected, high, expected + spread.above(daysAhead));
      path.push({ atMs: piece.toMs, expected, low, high });
    }
  }
  return path;
}

function recentMomentum({ recent }: History, season: Season, level: Level, nowMs: number, zone: string) {
  const hours = recent.map(({ fromMs, toMs, value }) => ({
    ageHours: (nowMs - toMs) / HOUR_MS,
    used: value,
    expected: level.perDay * dayParts(fromMs, toMs, zone).reduce((sum, part) => sum + seasonalShare(season, part), 0),
  }));
  return momentumOf(hours, level.perDay);
}
