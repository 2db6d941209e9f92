import { DAY_MS, HOUR_MS } from "@/lib/platform/time";
import { fromScale } from "./scale";
import type { BaselineState } from "./state";

/** Points of one hour of the day that weigh as much as all that is known of the whole series. */
const SHRINKAGE = 5;
const LEAST_SPREAD = 0.01;
const LEAST_THRESHOLD = 4.5;
/** The band reaches beyond what one point in 500 exceeds by this factor. */
const BEYOND_TAIL = 1.35;
const DAMPING = 0.9;
const WARM_POINTS = 10;

export const hourOfDay = (atMs: number): number => Math.floor(atMs / HOUR_MS) % 24;
/** 0 = Sunday 00:00 UTC; 1 January 1970 was a Thursday. */
export const hourOfWeek = (atMs: number): number => Math.floor(atMs / HOUR_MS + 96) % 168;

/** One expectation in the baseline's scale. */
export interface Expectation {
  centre: number;
  /** Standard deviation about it, robust, of this hour. */
  spread: number;
  /** How far below and above the centre the band reaches. */
  reachDown: number;
  reachUp: number;
  /** What each way to expect said; null where it has no history. */
  said: readonly (number | null)[];
}

/** What the next point at this instant should be, from what was seen before it. */
export function expectScaled(state: BaselineState, atMs: number): Expectation {
  const said = waysToExpect(state, atMs);
  const hour = hourOfDay(atMs);
  const times = timesOf(state, hour);
  let [sum, weights] = [0, 0];
  for (let way = 0; way < said.length; way++) {
    const value = said[way];
    if (value === null || value === undefined) continue;
    const error = Math.max(errorOf(state, hour, way, times), 1e-4);
    const weight = confidence(state, atMs, way) / error ** 3;
    sum += weight * value;
    weights += weight;
  }
  const mixed = weights > 0 ? sum / weights : state.level;
  // After a fall, a season may say less than nothing.
  const centre = state.nonNegative ? Math.max(0, mixed) : mixed;
  const spread = spreadAt(state, atMs);
  const reach = threshold(state) * spread;
  const { up, down } = coldReach(state);
  return { centre, spread, reachUp: Math.max(reach, up), reachDown: Math.max(reach, down), said };
}

function waysToExpect(state: BaselineState, atMs: number): (number | null)[] {
  const hour = hourOfDay(atMs);
  const slot = hourOfWeek(atMs);
  const spanMs = atMs - state.firstMs;
  const dayKnown = (state.dayCount[hour] ?? 0) > 0 && spanMs >= DAY_MS && state.gapMs < DAY_MS / 2;
  const weekKnown = (state.weekCount[slot] ?? 0) > 0 && spanMs >= 7 * DAY_MS;
  return [
    state.level + DAMPING * state.trend,
    state.slow,
    dayKnown ? (state.day[hour] ?? 0) + state.dayOffset : null,
    weekKnown ? (state.week[slot] ?? 0) + state.weekOffset : null,
  ];
}

/** How far off a way to expect usually is at this hour; of the whole series while the hour was seldom seen. */
function errorOf(state: BaselineState, hour: number, way: number, times: number): number {
  const weight = times / (times + 1);
  return weight * (state.hourErrors[way]?.[hour] ?? 0) + (1 - weight) * (state.errors[way] ?? 0);
}

/** Times this hour of the day came; none where points are days apart. */
const timesOf = (state: BaselineState, hour: number): number =>
  state.gapMs < DAY_MS / 2 ? visits(state, state.hourSpreadCount[hour] ?? 0) : 0;

/** Times an hour came, of the points that it held. */
export const visits = (state: BaselineState, points: number): number => points / Math.max(1, HOUR_MS / Math.max(1, state.gapMs));

/** Seasons gain weight with the times this hour was seen. */
function confidence(state: BaselineState, atMs: number, way: number): number {
  if (way < 2) return 1;
  const seen = way === 2 ? state.dayCount[hourOfDay(atMs)] : state.weekCount[hourOfWeek(atMs)];
  const times = visits(state, seen ?? 0);
  return times / (times + (way === 2 ? 0.5 : 1));
}

export function spreadAt(state: BaselineState, atMs: number): number {
  const hour = hourOfDay(atMs);
  const perHour = Math.max(1, HOUR_MS / Math.max(1, state.gapMs));
  const count = (state.hourSpreadCount[hour] ?? 0) / Math.min(perHour, 4);
  const own = state.hourSpread[hour] ?? 0;
  const weight = state.gapMs < DAY_MS / 2 ? count / (count + SHRINKAGE) : 0;
  return Math.max(LEAST_SPREAD, Math.sqrt(weight * own ** 2 + (1 - weight) * state.spread ** 2));
}

export const threshold = (state: BaselineState): number =>
  Math.min(40, Math.max(LEAST_THRESHOLD, BEYOND_TAIL * Math.exp(state.tail)));

/**
 * The least reach while the seasons are not known: a day's rise is no news to who has not seen a day.
 * In logarithms: 1.8 is six times as much, 0.9 two and a half times.
 */
function coldReach(state: BaselineState): { up: number; down: number } {
  if (state.count < WARM_POINTS || state.unit === 0) return { up: Infinity, down: Infinity };
  const days = (state.lastMs - state.firstMs) / DAY_MS;
  if (state.gapMs >= DAY_MS / 2) {
    const up = state.count < 21 ? 0.9 : 0;
    return { up, down: state.count < 21 ? 1.4 : 0 };
  }
  if (days < 1) return { up: 1.8, down: Infinity };
  if (days >= 8) return { up: 0, down: 0 };
  const up = 0.9 - (0.6 * (days - 1)) / 7;
  return { up, down: up + 0.3 };
}

/** An expectation that needs its state no more: kept beside it, asked many times an hour. */
export interface Outlook {
  unit: number;
  nonNegative: boolean;
  /** In the baseline's scale, as in Expectation. */
  centre: number;
  reachDown: number;
  reachUp: number;
}

/** What is expected at an instant; null before there is anything to go by. */
export function outlookAt(state: BaselineState, atMs: number): Outlook | null {
  if (state.unit === 0) return null;
  const { centre, reachDown, reachUp } = expectScaled(state, atMs);
  return { unit: state.unit, nonNegative: state.nonNegative, centre, reachDown, reachUp };
}

/**
 * An outlook as plain values.
 * @param widen times the band's reach: a mean of fewer requests than usual scatters more, by the root of how many fewer
 */
export function bandOf(outlook: Outlook, widen = 1): { expected: number; low: number; high: number } {
  const { centre, nonNegative } = outlook;
  const [reachDown, reachUp] = [outlook.reachDown * widen, outlook.reachUp * widen];
  return {
    expected: fromScale(outlook, centre),
    low: Number.isFinite(reachDown) ? fromScale(outlook, centre - reachDown) : nonNegative ? 0 : -Infinity,
    high: Number.isFinite(reachUp) ? fromScale(outlook, centre + reachUp) : Infinity,
  };
}
