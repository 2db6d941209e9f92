import { HOUR_MS } from "@/lib/platform/time";
import type { ForecastAnswer, ForecastQuestion } from "./forecast";
import { forecastPeriod } from "./forecast-period";

/**
 * A rolling window has no end; so this tells what the window will hold as it moves on, until it holds nothing
 * of today's: new use comes in as forecast, known use leaves by the hour.
 * `periodStartMs` and `periodEndMs` of the answer lie one window before and after now. The path need not rise, and low may lie below
 * what is spent now. The run rate carries on the window's own.
 * @param question.spentSoFar used in [nowMs - windowMs, nowMs)
 */
export function forecastRolling(
  question: Pick<ForecastQuestion, "hours" | "nowMs" | "zone" | "spentSoFar"> & { windowMs: number },
): ForecastAnswer {
  const { hours, nowMs, zone, windowMs } = question;
  const spentSoFar = Math.max(0, question.spentSoFar);
  const [periodStartMs, periodEndMs] = [nowMs - windowMs, nowMs + windowMs];
  const ahead = forecastPeriod({ hours, nowMs, periodStartMs: nowMs, periodEndMs, zone, spentSoFar: 0 });
  const runRate = { perHour: spentSoFar / (windowMs / HOUR_MS), periodTotal: spentSoFar };
  if (ahead.kind === "not_enough_history") return { ...ahead, periodStartMs, spentSoFar, runRate };

  const band = ahead.band.map(({ atMs, expected, low, high }) => {
    const stays = atMs >= periodEndMs ? 0 : Math.max(0, spentSoFar - usedIn(hours, periodStartMs, atMs - windowMs, nowMs));
    return { atMs, expected: stays + expected, low: stays + low, high: stays + high };
  });
  const { expected, low, high } = ahead;
  return { ...ahead, periodStartMs, spentSoFar, runRate, expected, low, high, band };
}

/** Used in [fromMs, toMs), hours at the edges in proportion; the present hour's value lies between its start and now. */
function usedIn({ startMs, values }: ForecastQuestion["hours"], fromMs: number, toMs: number, nowMs: number): number {
  let sum = 0;
  const first = Math.max(0, Math.floor((fromMs - startMs) / HOUR_MS));
  for (let index = first; index < values.length; index++) {
    const hourMs = startMs + index * HOUR_MS;
    if (hourMs >= toMs) break;
    const endMs = Math.min(hourMs + HOUR_MS, Math.max(nowMs, hourMs + 1));
    const part = (Math.min(toMs, endMs) - Math.max(fromMs, hourMs)) / (endMs - hourMs);
    sum += Math.max(0, part) * Math.max(0, values[index] ?? 0);
  }
  return sum;
}
