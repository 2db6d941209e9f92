import { type BandPoint, type ForecastAnswer, type ForecastQuestion, NEEDED_ACTIVE_DAYS } from "./forecast";
import { readHistory } from "./history";
import { dayParts } from "./local-days";
import { runRateOf } from "./run-rate";

/** What the period will come to at its end, from the hours before and what is spent so far. */
export function forecastPeriod(question: ForecastQuestion): ForecastAnswer {
  const { nowMs, periodStartMs, periodEndMs, zone } = question;
  const spentSoFar = Math.max(0, question.spentSoFar);
  const { days, activeDays } = readHistory(question.hours, nowMs, zone);
  const common = { nowMs, periodStartMs, periodEndMs, spentSoFar, activeDays, runRate: runRateOf({ ...question, spentSoFar }) };
  if (activeDays < NEEDED_ACTIVE_DAYS) return { kind: "not_enough_history", neededDays: NEEDED_ACTIVE_DAYS, ...common };

  const recent = days.slice(-28);
  const means = Array.from({ length: 7 }, (_, weekday) => {
    const same = recent.filter((day) => day.weekday === weekday);
    return same.reduce((sum, day) => sum + day.total, 0) / Math.max(1, same.length);
  });
  const sd = Math.sqrt(recent.reduce((sum, day) => sum + (day.total - (means[day.weekday] ?? 0)) ** 2, 0) / recent.length);
  const fromMs = Math.max(nowMs, periodStartMs);
  const band: BandPoint[] = [{ atMs: fromMs, expected: spentSoFar, low: spentSoFar, high: spentSoFar }];
  let rest = 0;
  let daysAhead = 0;
  for (const part of fromMs < periodEndMs ? dayParts(fromMs, periodEndMs, zone) : []) {
    const share = part.hours.reduce((sum, hours) => sum + hours, 0) / 24;
    rest += share * (means[part.weekday] ?? 0);
    daysAhead += share;
    const half = 1.28 * sd * Math.sqrt(daysAhead + daysAhead ** 2 / recent.length);
    band.push({
      atMs: part.toMs,
      expected: spentSoFar + rest,
      low: spentSoFar + Math.max(0, rest - half),
      high: spentSoFar + rest + half,
    });
  }
  const { expected, low, high } = band.at(-1) ?? { expected: spentSoFar, low: spentSoFar, high: spentSoFar };
  return { kind: "forecast", ...common, expected, low, high, band };
}
