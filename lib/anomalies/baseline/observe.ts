import { DAY_MS, HOUR_MS } from "@/lib/platform/time";
import { drifted } from "./drift";
import { type Expectation, expectScaled } from "./expect";
import { stuck } from "./flat";
import { learn, learnGap } from "./learn";
import { fromScale, learnUnit, toScale } from "./scale";
import type { BaselineState } from "./state";

/** spike: beyond the band (a level shift begins as one); drift_up, drift_down: slowly, over weeks; flat: stuck on one value. */
export type FindingKind = "above" | "below" | "drift_up" | "drift_down" | "flat";

export interface Verdict {
  atMs: number;
  value: number;
  /** The middle of what was expected before this point was seen. */
  expected: number;
  low: number;
  high: number;
  /** 0 as expected, 0.5 at the border of the band, towards 1 beyond it. */
  score: number;
  /** True at the first point of an episode alone: what lasts is told once and then followed. */
  alert: boolean;
  finding: FindingKind | null;
}

/** An episode ends when so many points in a row lie inside nine tenths of the band. */
const REARM = 0.9;
/** Part of the way to the border that says nothing yet, and what must be gathered beyond it. */
const ORDINARY_PART = 0.5;
const GATHERED_ENOUGH = 0.9;

/**
 * Judges one point by those before it and takes it into `state` (which it changes). One pass, constant work, no look
 * ahead. Points come in the order of their times; equal times are allowed.
 * @throws RangeError for a value or time that is not a finite number, or a time before the last one
 */
export function observe(state: BaselineState, atMs: number, given: number): Verdict {
  // JSON knows no negative nought.
  const value = given + 0;
  if (!Number.isFinite(atMs) || !Number.isFinite(value)) throw new RangeError("a point needs a finite time and value");
  if (state.count > 0 && atMs < state.lastMs) throw new RangeError("points must come in the order of their times");
  if (state.count === 0) state.firstMs = atMs;
  learnGap(state, atMs);
  const cold = state.unit === 0;
  const verdict = cold ? coldVerdict(state, atMs, value) : warmVerdict(state, atMs, value);
  if (cold) {
    learnUnit(state, value);
    if (state.unit > 0) begin(state, atMs);
  } else if (value < 0) state.nonNegative = false;
  state.count += 1;
  state.lastMs = atMs;
  return verdict;
}

function coldVerdict(state: BaselineState, atMs: number, value: number): Verdict {
  const sorted = [...state.first].sort((left, right) => left - right);
  const expected = sorted[sorted.length >> 1] ?? value;
  return {
    atMs,
    value,
    expected,
    low: Math.min(value, sorted[0] ?? value),
    high: Math.max(value, sorted.at(-1) ?? value),
    score: 0,
    alert: false,
    finding: null,
  };
}

/** The first points, now that their scale is known. */
function begin(state: BaselineState, atMs: number): void {
  const scaled = state.first.map((value) => toScale(state, value));
  const sorted = [...scaled].sort((left, right) => left - right);
  const middle = sorted[sorted.length >> 1] ?? 0;
  const deviation = scaled.reduce((sum, value) => sum + Math.abs(value - middle), 0) / scaled.length;
  state.level = state.slow = middle;
  state.spread = 1.2533 * deviation;
  state.errors = [deviation, deviation, deviation, deviation].map((each) => Math.max(each, 0.01));
  // The first points are not laid into the season one by one: their hours come again.
  state.lastMs = atMs;
  state.first = [];
}

function warmVerdict(state: BaselineState, atMs: number, value: number): Verdict {
  const scaled = toScale(state, value);
  const expectation = expectScaled(state, atMs);
  const error = scaled - expectation.centre;
  const reach = error >= 0 ? expectation.reachUp : expectation.reachDown;
  const ratio = Number.isFinite(reach) ? Math.abs(error) / reach : 0;
  const sign = error >= 0 ? 1 : -1;

  const isStuck = stuck(state.flat, value);
  const drift = drifted(state.drift, atMs, clip(scaled, expectation));
  const told = state.lastBegan;
  const calm = state.episode === null && state.gatheredUp + state.gatheredDown === 0;
  const began = followEpisode(state, atMs, sign, Math.max(ratio, gather(state, sign, ratio)));
  const again = began && isAgain(told, atMs, sign, ratio);
  let finding: FindingKind | null = began && !again ? (sign > 0 ? "above" : "below") : null;
  if (!finding && isStuck && !state.episode) finding = "flat";
  if (finding === "above" || finding === "below") state.lastBegan = { sign, atMs, lastMs: atMs, peak: ratio };
  else if (ratio > 1 && state.lastBegan?.sign === sign) {
    state.lastBegan.lastMs = atMs;
    state.lastBegan.peak = Math.max(state.lastBegan.peak, ratio);
  }
  if (!finding && drift !== null && !state.episode && !explained(state, atMs, drift))
    finding = drift > 0 ? "drift_up" : "drift_down";
  const seen = began && !again ? Math.max(1, ratio) : ratio;
  const score = seen ** 2 / (1 + seen ** 2);

  state.run = ratio > 1 ? (Math.sign(state.run) === sign ? state.run + sign : sign) : 0;
  learn(state, atMs, scaled, expectation, { beyond: ratio > 1, calm });
  const { low, high } = band(state, expectation);
  return {
    atMs,
    value,
    expected: fromScale(state, expectation.centre),
    low,
    high,
    score: finding === null ? score : Math.max(score, 0.5),
    alert: finding !== null,
    finding,
  };
}

/** What lies beyond the band counts as its border: an hour's outbreak is no drift of the week. */
function clip(scaled: number, { centre, reachDown, reachUp }: Expectation): number {
  return Math.min(centre + reachUp, Math.max(centre - reachDown, scaled));
}

/** The same outbreak a while later, unless it is twice as bad. */
function isAgain(told: BaselineState["lastBegan"], atMs: number, sign: 1 | -1, ratio: number): boolean {
  return told !== null && told.sign === sign && atMs - told.lastMs < DAY_MS && ratio < 2 * told.peak;
}

/** A shift that was told when it began is no drift three weeks later. */
function explained({ lastBegan }: BaselineState, atMs: number, drift: number): boolean {
  return lastBegan !== null && lastBegan.sign === Math.sign(drift) && atMs - lastBegan.atMs < 28 * DAY_MS;
}

/**
 * A cumulated sum: several points in a row that each come near the border say what one beyond it says.
 * @returns 0, or just above 1 where they do
 */
function gather(state: BaselineState, sign: 1 | -1, ratio: number): number {
  if (state.episode) {
    state.gatheredUp = state.gatheredDown = 0;
    return 0;
  }
  const part = Math.min(1.1, ratio);
  state.gatheredUp = Math.max(0, state.gatheredUp + (sign > 0 ? part : 0) - ORDINARY_PART);
  state.gatheredDown = Math.max(0, state.gatheredDown + (sign < 0 ? part : 0) - ORDINARY_PART);
  return (sign > 0 ? state.gatheredUp : state.gatheredDown) > GATHERED_ENOUGH && ratio > ORDINARY_PART ? 1.0001 : 0;
}

function band(state: BaselineState, { centre, reachDown, reachUp }: Expectation): { low: number; high: number } {
  // An unknown side is drawn as wide as forty times the middle.
  const reach = (way: number) => (Number.isFinite(way) ? way : Math.log(40));
  return { low: fromScale(state, centre - reach(reachDown)), high: fromScale(state, centre + reach(reachUp)) };
}

/** @returns true where an episode begins */
function followEpisode(state: BaselineState, atMs: number, sign: 1 | -1, ratio: number): boolean {
  const { episode } = state;
  if (ratio > 1) {
    const began = episode === null || episode.sign !== sign;
    if (episode === null) state.episode = { sign, sinceMs: atMs, calm: 0, calmSinceMs: null };
    else {
      // The way back from an episode is no second one.
      episode.calm = 0;
      episode.calmSinceMs = null;
    }
    return began && episode === null;
  }
  if (episode && ratio < REARM) {
    episode.calm += 1;
    episode.calmSinceMs ??= atMs;
    const sparse = state.gapMs >= DAY_MS / 2;
    if (episode.calm >= (sparse ? 2 : 3) && (sparse || atMs - episode.calmSinceMs >= HOUR_MS)) {
      // What lasted is told: the days it changed are no drift.
      if (atMs - episode.sinceMs >= DAY_MS / 2) state.drift.days = [];
      state.episode = null;
    }
  }
  return false;
}
