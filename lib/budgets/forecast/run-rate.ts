import type { ForecastQuestion, RunRate } from "./forecast";

const HOUR_MS = 3_600_000;

/** What is spent, carried on evenly: the naive forecast, and the only one there is without history. */
export function runRateOf({ nowMs, periodStartMs, periodEndMs, spentSoFar }: Omit<ForecastQuestion, "hours" | "zone">): RunRate {
  const elapsedMs = Math.min(nowMs, periodEndMs) - periodStartMs;
  if (elapsedMs <= 0) return { perHour: null, periodTotal: null };
  return {
    perHour: (spentSoFar / elapsedMs) * HOUR_MS,
    periodTotal: Math.max(spentSoFar, (spentSoFar / elapsedMs) * (periodEndMs - periodStartMs)),
  };
}
