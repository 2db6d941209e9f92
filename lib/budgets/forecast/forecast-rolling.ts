import { DAY_MS, HOUR_MS } from "@/lib/platform/time";
import type { ForecastAnswer, ForecastQuestion, RunRate } from "./forecast";
import { forecastPeriod } from "./forecast-period";

/** Use leaves a window hour by hour: paths up to this length show it so, longer ones at each midnight. */
const HOURLY_MS = 7 * DAY_MS;

/**
 * A rolling window has no end; so this tells what the window will hold as it moves on, until it holds nothing of today's: one
 * window's length from now. At each instant that is the known use still inside it and what is expected of the time between now and then;
 * only the latter is uncertain. The path need not rise, and low may lie below what is spent now.
 * @param question.windowStartMs the oldest instant that counts now; what is used from here to nowMs is `spentSoFar`
 */
export function forecastRolling(
  question: Pick<ForecastQuestion, "hours" | "nowMs" | "zone" | "spentSoFar"> & { windowStartMs: number; windowMs: number },
): ForecastAnswer {
  const { hours, nowMs, zone, windowStartMs, windowMs } = question;
  const spentSoFar = Math.max(0, question.spentSoFar);
  const periodEndMs = nowMs + windowMs;
  const ahead = forecastPeriod({ hours, nowMs, periodStartMs: nowMs, periodEndMs, zone, spentSoFar: 0 }, HOURLY_MS);
  const common = { periodStartMs: windowStartMs, rolling: true, spentSoFar, runRate: windowRate(spentSoFar, windowMs) };
  if (ahead.kind === "not_enough_history") return { ...ahead, ...common };

  const leaves = leaving(hours, windowStartMs, nowMs);
  const band = ahead.band.map(({ atMs, expected, low, high }) => {
    const stays = atMs >= periodEndMs ? 0 : Math.max(0, spentSoFar - leaves(atMs - windowMs));
    return { atMs, expected: stays + expected, low: stays + low, high: stays + high };
  });
  return { ...ahead, ...common, band };
}

/** The naive forecast of a window: that it goes on holding what it holds. */
export function windowRate(spentSoFar: number, windowMs: number): RunRate {
  return { perHour: spentSoFar / (windowMs / HOUR_MS), periodTotal: spentSoFar };
}

/**
 * What was used from `fromMs` to an instant; to be asked for instants in order. Hours at the edges count in proportion; of
 * the present hour what was used so far lies between its start and now.
 */
function leaving({ startMs, values }: ForecastQuestion["hours"], fromMs: number, nowMs: number): (toMs: number) => number {
  let index = Math.max(0, Math.floor((fromMs - startMs) / HOUR_MS));
  let whole = 0;
  const partOf = (toMs: number) => {
    const hourMs = startMs + index * HOUR_MS;
    const endMs = Math.min(hourMs + HOUR_MS, Math.max(nowMs, hourMs + 1));
    const part = (Math.min(toMs, endMs) - Math.max(fromMs, hourMs)) / (endMs - hourMs);
    return Math.max(0, part) * Math.max(0, values[index] ?? 0);
  };
  return (toMs) => {
    for (; index < values.length && startMs + (index + 1) * HOUR_MS <= toMs; index++) whole += partOf(toMs);
    return whole + (index < values.length ? partOf(toMs) : 0);
  };
}
