import type { ForecastAnswer, ForecastQuestion } from "../../lib/budgets/forecast/forecast";
import { DAY_MS, firstInstantOf, HOUR_MS, periods, QUARTER_MS } from "../../lib/platform/time";
import { type Series, Sums } from "./series";

export interface Case {
  group: string;
  series: string;
  period: string;
  fraction: number;
  truth: number;
  expected: number;
  naive: number;
  /** -1 where the truth lay below the interval, 1 above it, 0 inside. */
  side: number;
  /** Mean of the series' totals over periods of this kind: what errors are measured in. */
  scale: number;
}

export interface Tally {
  cases: Case[];
  withoutHistory: number;
  forecasts: number;
  cpuMs: number;
}

const FRACTIONS = [0.1, 0.25, 0.5, 0.75, 0.9];
const ZONE = "UTC";

/** Spans to be forecast: 30 days from every sixth day, calendar weeks and months, every fourth day, an hour of every third. */
function spans(sums: Sums): { period: string; startMs: number; endMs: number }[] {
  const { startMs } = sums.series;
  const found = [];
  for (let at = startMs + 5 * DAY_MS; at + 30 * DAY_MS <= sums.endMs; at += 6 * DAY_MS)
    found.push({ period: "30 days", startMs: at, endMs: at + 30 * DAY_MS });
  for (const unit of ["month", "week", "day"] as const) {
    const list = periods(startMs, sums.endMs, unit, ZONE).filter((each) => each.startMs >= startMs && each.endMs <= sums.endMs);
    for (const [index, each] of list.entries())
      if (unit !== "day" || index % 4 === 0) found.push({ period: unit as string, ...each });
  }
  for (let day = 0; startMs + (day + 1) * DAY_MS <= sums.endMs; day += 3) {
    const at = firstInstantOf("hour", startMs + day * DAY_MS + ((day * 7 + 9) % 24) * HOUR_MS, ZONE);
    found.push({ period: "hour", startMs: at, endMs: at + HOUR_MS });
  }
  return found;
}

/** Asks for a forecast at several points of many periods of a series, showing it only what was known then. */
export function backTest(series: Series, ask: (question: ForecastQuestion) => ForecastAnswer, tally: Tally): void {
  const sums = new Sums(series);
  const all = spans(sums);
  const scales = new Map<string, number[]>();
  for (const span of all) scales.set(span.period, [...(scales.get(span.period) ?? []), sums.between(span.startMs, span.endMs)]);
  const before = process.cpuUsage();
  for (const { period, startMs, endMs } of all) {
    const totals = scales.get(period) ?? [];
    const scale = totals.reduce((sum, each) => sum + each, 0) / totals.length;
    if (!(scale > 0)) continue;
    const truth = sums.between(startMs, endMs);
    for (const fraction of period === "hour" ? [0.25, 0.5, 0.75] : FRACTIONS) {
      const nowMs = startMs + Math.round(((endMs - startMs) * fraction) / QUARTER_MS) * QUARTER_MS;
      const spent = sums.between(startMs, nowMs);
      const hours = { startMs: series.startMs, values: sums.hoursUntil(nowMs) };
      const answer = ask({ hours, nowMs, periodStartMs: startMs, periodEndMs: endMs, zone: ZONE, spentSoFar: spent });
      tally.forecasts++;
      if (answer.kind === "not_enough_history") {
        tally.withoutHistory++;
        continue;
      }
      const slack = 1e-9 * scale;
      tally.cases.push({
        group: series.group,
        series: series.name,
        period,
        fraction,
        truth,
        expected: answer.expected,
        naive: answer.runRate.periodTotal ?? 0,
        side: truth < answer.low - slack ? -1 : truth > answer.high + slack ? 1 : 0,
        scale,
      });
    }
  }
  const { user, system } = process.cpuUsage(before);
  tally.cpuMs += (user + system) / 1000;
}
