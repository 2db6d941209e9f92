import type { BandPoint, ForecastAnswer } from "./forecast";

/**
 * When a path of the forecast reaches `limit`, in milliseconds since the epoch; null when it does not before the
 * period's end. "expected" is the breach to show; "high" gives the earliest likely one and "low" the latest. Without enough history all
 * three follow the plain run rate. A limit reached already gives the forecast's own `nowMs` (or the period's start, where that is later).
 */
export function projectedBreach(
  answer: ForecastAnswer,
  limit: number,
  path: "expected" | "low" | "high" = "expected",
): number | null {
  const points = answer.kind === "forecast" ? answer.band : runRateLine(answer);
  let before: BandPoint | null = null;
  for (const point of points) {
    if (point[path] >= limit) {
      if (!before) return point.atMs;
      const part = (limit - before[path]) / (point[path] - before[path]);
      return Math.ceil(before.atMs + part * (point.atMs - before.atMs));
    }
    before = point;
  }
  return null;
}

function runRateLine({ nowMs, periodStartMs, periodEndMs, spentSoFar, runRate }: ForecastAnswer): BandPoint[] {
  const at = (atMs: number, value: number): BandPoint => ({ atMs, expected: value, low: value, high: value });
  const now = at(Math.max(nowMs, periodStartMs), spentSoFar);
  return runRate.periodTotal === null || nowMs >= periodEndMs ? [now] : [now, at(periodEndMs, runRate.periodTotal)];
}
