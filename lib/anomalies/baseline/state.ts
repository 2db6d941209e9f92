/**
 * What the own-baseline detector remembers of one series: some 450 numbers, whatever its length, and plain JSON.
 * Everything here is statistics in binary floats; money that was really spent stays exact elsewhere.
 */
export interface BaselineState {
  version: 1;
  count: number;
  firstMs: number;
  lastMs: number;
  /** Typical distance of two points, milliseconds; 0 before the second. */
  gapMs: number;
  /** Values are judged as asinh(value / unit): logarithms where large, straight where small. 0 until it is known. */
  unit: number;
  /** The first values, kept until the unit is known. */
  first: number[];
  nonNegative: boolean;
  /** Holt's level and damped trend over the last points. */
  level: number;
  trend: number;
  /** Level over a day or ten points. */
  slow: number;
  /** By hour of the UTC day, and of the week from Sunday: usual value and how many points made it. */
  day: number[];
  dayCount: number[];
  week: number[];
  weekCount: number[];
  /** What the recent points lie above their season. */
  dayOffset: number;
  weekOffset: number;
  /** Usual error of each way to expect (level, slow level, day, week): of the whole series, and by hour of the day. */
  errors: number[];
  hourErrors: number[][];
  spread: number;
  hourSpread: number[];
  hourSpreadCount: number[];
  /** Points in a row beyond the band at this hour of the day, night after night. */
  hourRun: number[];
  /** Logarithm of the size that one standardised error in 500 exceeds. */
  tail: number;
  /** Points in a row above (> 0) or below (< 0) the band. */
  run: number;
  /** What several points near the band's upper and lower border have gathered. */
  gatheredUp: number;
  gatheredDown: number;
  episode: { sign: 1 | -1; sinceMs: number; calm: number; calmSinceMs: number | null } | null;
  /** The last episode beyond the band that was told: when it began, was last seen, and how far beyond it went at most. */
  lastBegan: { sign: 1 | -1; atMs: number; lastMs: number; peak: number } | null;
  flat: FlatState;
  drift: DriftState;
}

/** Whether neighbouring values are usually equal, and for how long they are now. */
export interface FlatState {
  value: number | null;
  length: number;
  longest: number;
  equalShare: number;
}

/** Means of the last complete days, oldest first, at most 28, in the baseline's scale. */
export interface DriftState {
  dayIndex: number | null;
  sum: number;
  count: number;
  days: number[];
  /** Least change that is news; more after one was told. */
  least: number;
}

/** Least drift that is news: by half, as a logarithm. */
export const LEAST_DRIFT = Math.log(1.5);

const zeros = (length: number) => new Array<number>(length).fill(0);

export function newBaseline(): BaselineState {
  return {
    version: 1,
    count: 0,
    firstMs: 0,
    lastMs: 0,
    gapMs: 0,
    unit: 0,
    first: [],
    nonNegative: true,
    level: 0,
    trend: 0,
    slow: 0,
    day: zeros(24),
    dayCount: zeros(24),
    week: zeros(168),
    weekCount: zeros(168),
    dayOffset: 0,
    weekOffset: 0,
    errors: zeros(4),
    hourErrors: [zeros(24), zeros(24), zeros(24), zeros(24)],
    spread: 0,
    hourSpread: zeros(24),
    hourSpreadCount: zeros(24),
    hourRun: zeros(24),
    tail: Math.log(3.5),
    run: 0,
    gatheredUp: 0,
    gatheredDown: 0,
    episode: null,
    lastBegan: null,
    flat: { value: null, length: 0, longest: 0, equalShare: 1 },
    drift: { dayIndex: null, sum: 0, count: 0, days: [], least: LEAST_DRIFT },
  };
}
