import { type BandPoint, type ForecastAnswer, type ForecastQuestion, NEEDED_ACTIVE_DAYS } from "./forecast";
import { readHistory } from "./history";
import { type Deseasonalised, levelAfter } from "./level";
import { dayParts, hourParts } from "./local-days";
import { momentumOf } from "./momentum";
import { runRateOf } from "./run-rate";
import { learnSeason, seasonalShare } from "./season";
import { aheadOf, spreadOf } from "./spread";

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** What the period will come to at its end, from the hours before and what is spent so far. */
export function forecastPeriod(question: ForecastQuestion): ForecastAnswer {
  const { nowMs, periodStartMs, periodEndMs, zone } = question;
  const spentSoFar = Math.max(0, question.spentSoFar);
  const { days, recent, activeDays } = readHistory(question.hours, nowMs, zone);
  const common = { nowMs, periodStartMs, periodEndMs, spentSoFar, activeDays, runRate: runRateOf({ ...question, spentSoFar }) };
  if (activeDays < NEEDED_ACTIVE_DAYS) return { kind: "not_enough_history", neededDays: NEEDED_ACTIVE_DAYS, ...common };

  const season = learnSeason(days);
  const shares = Float64Array.from(days, (day) => seasonalShare(season, day));
  const past: Deseasonalised = {
    totals: Float64Array.from(days, (day) => day.total),
    used: Float64Array.from(days, (day) => day.used),
    shares,
  };
  const level = levelAfter(past, days.length);
  const fromMs = Math.max(nowMs, periodStartMs);
  const spread = spreadOf(past, level, (periodEndMs - fromMs) / DAY_MS);
  const todayMs = days.at(-1)?.toMs ?? nowMs;
  const momentum = momentumOf(
    recent.map((hour) => ({
      ageHours: (nowMs - hour.toMs) / HOUR_MS,
      used: hour.value,
      expected: level.perDay * dayParts(hour.fromMs, hour.toMs, zone).reduce((sum, part) => sum + seasonalShare(season, part), 0),
    })),
    level.perDay,
  );
  const point = { atMs: fromMs, expected: spentSoFar, low: spentSoFar, high: spentSoFar };
  const band: BandPoint[] = [point];
  let rest = 0;
  let ahead = 0;
  let low = 0;
  let high = 0;
  const hourly = periodEndMs - fromMs <= 3 * DAY_MS;
  for (const day of fromMs < periodEndMs ? dayParts(fromMs, periodEndMs, zone) : []) {
    const perDay = aheadOf(level, Math.max(1, Math.round((day.toMs - todayMs) / DAY_MS)));
    const near = day.fromMs - nowMs < 2 * DAY_MS;
    for (const piece of near || hourly ? hourParts(day, zone) : [day]) {
      const share = seasonalShare(season, piece);
      rest += perDay * share * momentum(((piece.fromMs + piece.toMs) / 2 - nowMs) / HOUR_MS);
      ahead += share;
      if (!hourly && piece.toMs !== day.toMs) continue;
      low = Math.max(low, rest - spread.below(ahead));
      high = Math.max(high, rest + spread.above(ahead));
      band.push({
        atMs: piece.toMs,
        expected: spentSoFar + rest,
        low: spentSoFar + Math.min(low, rest),
        high: spentSoFar + high,
      });
    }
  }
  const end = band.at(-1) ?? point;
  return { kind: "forecast", ...common, expected: end.expected, low: end.low, high: end.high, band };
}
