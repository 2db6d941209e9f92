import { type BandPoint, type ForecastAnswer, type ForecastQuestion, NEEDED_ACTIVE_DAYS } from "./forecast";
import { readHistory } from "./history";
import { pathAhead } from "./path-ahead";
import { runRateOf } from "./run-rate";

/**
 * What the period will come to at its end: what is spent, and what the hours before make of the time that is left.
 * More spent raises the forecast by just as much. A period that is over answers with what was spent.
 * @param hourlyMs up to which length the path has a point each hour; three days unless said
 */
export function forecastPeriod(question: ForecastQuestion, hourlyMs?: number): ForecastAnswer {
  const { nowMs, periodStartMs, periodEndMs, zone } = question;
  const spentSoFar = Math.max(0, question.spentSoFar);
  const past = readHistory(question.hours, nowMs, zone);
  const common = {
    nowMs,
    periodStartMs,
    periodEndMs,
    rolling: false,
    spentSoFar,
    activeDays: past.activeDays,
    runRate: runRateOf({ ...question, spentSoFar }),
  };
  if (past.activeDays < NEEDED_ACTIVE_DAYS) return { kind: "not_enough_history", neededDays: NEEDED_ACTIVE_DAYS, ...common };

  const fromMs = Math.max(nowMs, periodStartMs);
  const point = { atMs: fromMs, expected: spentSoFar, low: spentSoFar, high: spentSoFar };
  const band: BandPoint[] = [point];
  if (fromMs < periodEndMs) {
    for (const { atMs, expected, low, high } of pathAhead(past, { nowMs, fromMs, toMs: periodEndMs, zone, hourlyMs }))
      band.push({ atMs, expected: spentSoFar + expected, low: spentSoFar + low, high: spentSoFar + high });
  }
  const { expected, low, high } = band.at(-1) ?? point;
  return { kind: "forecast", ...common, expected, low, high, band };
}
