import type { BandPoint, Forecast } from "./forecast";

/**
 * A forecast of some minutes ago for what is spent now. Of what a period's expected, the share of the time that is left is left; a
 * rolling window's path goes on, moved by what was used more or less than it said.
 */
export function caughtUp(made: Forecast, spentSoFar: number, atMs: number): Forecast {
  const move = made.rolling ? movedOn(made, spentSoFar, atMs) : used(made, spentSoFar, atMs);
  const moved = ({ atMs: pointMs, expected, low, high }: BandPoint): BandPoint => ({
    ...{ atMs: pointMs, expected: move(expected), low: move(low), high: move(high) },
  });
  const end = moved({ atMs: made.periodEndMs, expected: made.expected, low: made.low, high: made.high });
  const startMs = made.rolling ? atMs : Math.max(atMs, made.periodStartMs);
  const now = { atMs: startMs, expected: spentSoFar, low: spentSoFar, high: spentSoFar };
  const band = [now, ...made.band.filter((point) => point.atMs > atMs).map(moved)];
  return { ...made, nowMs: atMs, spentSoFar, expected: end.expected, low: end.low, high: end.high, band };
}

function used(made: Forecast, spentSoFar: number, atMs: number): (value: number) => number {
  const left = Math.min(1, Math.max(0, made.periodEndMs - atMs) / Math.max(1, made.periodEndMs - made.nowMs));
  const gone = (made.expected - made.spentSoFar) * (1 - left);
  return (value) => Math.max(spentSoFar, spentSoFar + value - made.spentSoFar - gone);
}

function movedOn(made: Forecast, spentSoFar: number, atMs: number): (value: number) => number {
  const more = spentSoFar - expectedAt(made, atMs);
  return (value) => Math.max(0, value + more);
}

/** What the path says of an instant between its points. */
function expectedAt({ band, spentSoFar }: Forecast, atMs: number): number {
  const next = band.findIndex((point) => point.atMs > atMs);
  const [before, after] = [band[next < 0 ? band.length - 1 : next - 1], band[next]];
  if (!before || !after) return before?.expected ?? spentSoFar;
  const part = (atMs - before.atMs) / (after.atMs - before.atMs);
  return before.expected + part * (after.expected - before.expected);
}

/** The point at which most is expected: of a period its end. What thresholds of a forecast are judged by. */
export function highestOf({ band, expected, low, high, periodEndMs }: Forecast): BandPoint {
  const end = { atMs: periodEndMs, expected, low, high };
  return band.reduce((most, point) => (point.expected > most.expected ? point : most), end);
}
