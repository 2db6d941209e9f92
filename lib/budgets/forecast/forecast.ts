/**
 * The shapes of a forecast. Everything in this folder is statistics: it computes in binary floats, takes and
 * gives plain numbers in the budget's own unit (dollars, tokens, requests), and imports no I/O. What was really
 * spent stays exact elsewhere; a figure from here is an estimate and is shown as one.
 */

/**
 * Consecutive hours of 3,600,000 ms from `startMs`: `values[i]` is what was used in [startMs + i h, startMs + (i + 1) h).
 *
 * - `startMs` should lie on a full hour of the zone's clock (zones at +05:45 have theirs at a quarter past in UTC); where it
 *   does not, an hour counts for the local hour that holds its middle.
 * - Before `startMs` nothing is known. After the last value, up to now, nothing was used: an hour that has no rollup row is zero.
 * - The hour that holds `nowMs` is not over: its value is what was used in it so far, and may be left out. Season and
 *   level are not learnt from it; it only tells how the present hour runs against the expected one. Later values are ignored.
 * - Negative values, and such that are no numbers, count as zero.
 */
export interface HourlySeries {
  startMs: number;
  values: readonly number[];
}

export interface ForecastQuestion {
  /** About 120 days are worth giving; more than `MOST_HISTORY_DAYS` are not looked at. */
  hours: HourlySeries;
  nowMs: number;
  /** Half-open [periodStartMs, periodEndMs): hour, day, ..., year or fixed range; may also lie wholly in the future. */
  periodStartMs: number;
  periodEndMs: number;
  /** IANA name; days, weekdays and hours are this zone's. */
  zone: string;
  /** Used in the period until now, as the budget shows it. */
  spentSoFar: number;
}

/** The period's total as it is expected to stand at `atMs`, with its 80% interval. */
export interface BandPoint {
  atMs: number;
  expected: number;
  low: number;
  high: number;
}

/** spent so far / time elapsed x length of the period: no season, no trend. Null before any time has passed. */
export interface RunRate {
  perHour: number | null;
  periodTotal: number | null;
}

interface Common {
  nowMs: number;
  periodStartMs: number;
  /** How far it looks: the period's end; of a rolling window, one window's length from now. */
  periodEndMs: number;
  /** A window that moves on: use leaves it too, so that its path need not rise. */
  rolling: boolean;
  spentSoFar: number;
  /** Days of the zone, before today, with any use. */
  activeDays: number;
  runRate: RunRate;
}

/**
 * low <= expected <= high; the truth is meant to lie in [low, high] in 80 of 100 cases. Of a period, as opposed to a rolling
 * window, also spentSoFar <= low.
 */
export interface Forecast extends Common {
  kind: "forecast";
  /** The period's total at its end; of a rolling window what it holds one window's length from now. */
  expected: number;
  low: number;
  high: number;
  /**
   * From now to the period's end, cumulative, rising: a point an hour where at most three days are left (of a rolling
   * window: seven), else a point each local midnight. The first is what is spent, the last is the forecast itself.
   */
  band: BandPoint[];
}

/** Fewer than `NEEDED_ACTIVE_DAYS` days with use: nothing but the plain run rate, and it is to be shown under that name. */
export interface NotEnoughHistory extends Common {
  kind: "not_enough_history";
  neededDays: number;
}

export const NEEDED_ACTIVE_DAYS = 14;
export const MOST_HISTORY_DAYS = 182;

export type ForecastAnswer = Forecast | NotEnoughHistory;
