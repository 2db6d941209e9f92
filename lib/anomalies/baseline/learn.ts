import { DAY_MS, HOUR_MS } from "@/lib/platform/time";
import { type Expectation, hourOfDay, hourOfWeek, threshold } from "./expect";
import type { BaselineState } from "./state";

const DAMPING = 0.9;
const TREND_RATE = 0.05;
/** Errors beyond this many spreads teach no more than these. */
const CLIP = 3;
const TAIL_SHARE = 1 / 500;
const TAIL_STEP = 0.3;
/** So many nights beyond the band at one hour make a new habit. */
const NIGHTS = 2;
/** A spread is that of about so many visits of its hour. */
const VISITS_KEPT = 14;
/** A season forgets a day or a week after about so many. */
const DAYS_KEPT = 10;
const WEEKS_KEPT = 5;
/** From mean absolute deviation to standard deviation. */
const TO_SIGMA = 1.2533;

/** How much of the new a value with memory `memoryMs` takes in after a gap. */
const rate = (gapMs: number, memoryMs: number): number => 1 - Math.exp(-Math.max(1, gapMs) / memoryMs);

export interface Judged {
  /** Outside the band. */
  beyond: boolean;
  /** No episode went on, and the points before were not near the border. */
  calm: boolean;
}

/** Takes a point into the state, after it was judged; what was far off teaches only as much as the border of the ordinary. */
export function learn(
  state: BaselineState,
  atMs: number,
  scaled: number,
  expectation: Expectation,
  { beyond, calm }: Judged,
): void {
  const { centre, spread, said } = expectation;
  const gapMs = state.count > 1 ? Math.max(1, atMs - state.lastMs) : HOUR_MS;
  const usual = state.gapMs > 0 ? state.gapMs : gapMs;
  const hour = hourOfDay(atMs);
  const error = scaled - centre;
  const z = error / spread;
  // What stays beyond the band is the new level: from the third point on it is believed more and more.
  const patience = 1.4 ** Math.max(0, Math.min(30, Math.abs(state.run)) - 2);
  const clipped = (difference: number, most: number) => Math.min(most, Math.max(-most, difference));
  const most = CLIP * spread * patience;
  const careful = CLIP * spread;

  const seen = centre + clipped(error, most);
  const fast = rate(Math.min(gapMs, 3 * usual), Math.max(3 * usual, HOUR_MS));
  const predicted = state.level + DAMPING * state.trend;
  state.level = predicted + fast * (seen - predicted);
  state.trend = DAMPING * state.trend + TREND_RATE * fast * (seen - predicted);
  state.slow += Math.max(rate(gapMs, Math.max(10 * usual, DAY_MS)), 1 / (state.count + 1)) * (seen - state.slow);

  const run = state.hourRun[hour] ?? 0;
  state.hourRun[hour] = beyond ? (Math.sign(run) === Math.sign(error) ? run + Math.sign(error) : Math.sign(error)) : 0;
  const habit = Math.abs(run) >= NIGHTS * perHour(state) && beyond;
  learnSeasons(state, atMs, { seen: habit ? scaled : seen, usual, gapMs, careful, habit });
  const memory = Math.min(state.count, 300);
  for (let index = 0; index < said.length; index++) {
    const value = said[index];
    if (value === null || value === undefined) continue;
    const size = Math.min(Math.abs(scaled - value), 4 * Math.max(state.errors[index] ?? 0, spread));
    state.errors[index] = (state.errors[index] ?? 0) + (size - (state.errors[index] ?? 0)) / (memory + 1);
    const own = state.hourErrors[index];
    const seenHere = Math.min(state.hourSpreadCount[hour] ?? 0, VISITS_KEPT * perHour(state));
    if (own) own[hour] = (own[hour] ?? 0) + (Math.abs(scaled - value) - (own[hour] ?? 0)) / (seenHere + 1);
  }
  learnSpread(state, atMs, Math.abs(error), memory);
  // Neighbours that are rare together count once.
  if (state.count > 20 && calm) {
    const rare = Math.abs(z) > Math.exp(state.tail);
    state.tail += TAIL_STEP * ((rare ? 1 : 0) - TAIL_SHARE);
    state.tail = Math.min(Math.log(30), Math.max(Math.log(3), state.tail));
  }
}

interface Seen {
  seen: number;
  usual: number;
  gapMs: number;
  careful: number;
  /** The same hour was beyond the band night after night. */
  habit: boolean;
}

const perHour = (state: BaselineState): number => Math.max(1, HOUR_MS / Math.max(1, state.gapMs));

function learnSeasons(state: BaselineState, atMs: number, { seen, usual, gapMs, careful, habit }: Seen): void {
  const [hour, slot] = [hourOfDay(atMs), hourOfWeek(atMs)];
  const points = perHour(state);
  const dayCount = state.dayCount[hour] ?? 0;
  const weekCount = state.weekCount[slot] ?? 0;
  const dayBefore = dayCount > 0 ? (state.day[hour] ?? 0) : seen - state.dayOffset;
  const weekBefore = weekCount > 0 ? (state.week[slot] ?? 0) : seen - state.weekOffset;
  const most = Math.max(careful, 0.05);
  const limited = (difference: number) => (habit ? difference : Math.min(most * 4, Math.max(-most * 4, difference)));
  const quick = habit ? 0.5 : 0;

  const dayError = seen - state.dayOffset - dayBefore;
  state.day[hour] = dayBefore + Math.max(quick, 1 / (dayCount + 1), 1 / (DAYS_KEPT * points)) * limited(dayError);
  state.dayCount[hour] = dayCount + 1;
  const weekError = seen - state.weekOffset - weekBefore;
  state.week[slot] = weekBefore + Math.max(quick, 1 / (weekCount + 1), 1 / (WEEKS_KEPT * points)) * limited(weekError);
  state.weekCount[slot] = weekCount + 1;
  if (dayCount > 0) state.dayOffset += rate(gapMs, Math.max(6 * usual, 3 * HOUR_MS)) * dayError;
  if (weekCount > 0) state.weekOffset += rate(gapMs, Math.max(6 * usual, DAY_MS)) * weekError;
}

function learnSpread(state: BaselineState, atMs: number, size: number, memory: number): void {
  const hour = hourOfDay(atMs);
  const reach = threshold(state) * Math.max(state.spread, 0.01);
  const limited = state.count < 20 ? size : Math.min(size, reach);
  state.spread += (TO_SIGMA * limited - state.spread) / (memory + 1);
  const count = state.hourSpreadCount[hour] ?? 0;
  const own = state.hourSpread[hour] ?? 0;
  const most = count > 3 ? threshold(state) * Math.max(own, state.spread) : reach;
  state.hourSpread[hour] = own + (TO_SIGMA * Math.min(size, most) - own) / (Math.min(count, VISITS_KEPT * perHour(state)) + 1);
  state.hourSpreadCount[hour] = count + 1;
}

/** Keeps the typical distance of points: the middle of the distances, whatever the odd gap or burst. */
export function learnGap(state: BaselineState, atMs: number): void {
  const gapMs = atMs - state.lastMs;
  if (state.count === 0 || gapMs <= 0) return;
  if (state.gapMs === 0) state.gapMs = gapMs;
  else state.gapMs *= Math.exp(Math.min(0.5, Math.max(-0.5, Math.log(gapMs / state.gapMs))) / Math.min(30, state.count + 1));
}
