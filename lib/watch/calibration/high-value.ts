import { nowMs } from "@/lib/platform/clock";
import { DAY_MS } from "@/lib/platform/time";
import type { Calibration } from "../rules/service";

/** An installation's first days are what its values are taken from: later ones may hold what the rule is to catch. */
export const CALIBRATION_DAYS = 14;
const HIGH = 0.999;
const MARGIN = 1.2;
const TWO_DIGITS = 2;

/** The value that all but one in a thousand stay at or below; null of none. Changes the order of `values`. */
export function highValue(values: number[]): number | null {
  if (values.length === 0) return null;
  values.sort((a, b) => a - b);
  return values[Math.min(values.length - 1, Math.ceil(HIGH * values.length) - 1)] ?? null;
}

/** Rounded up to two digits: the third says more than so few days know. */
function roundedUp(value: number): number {
  if (value <= 0) return 0;
  const step = 10 ** (Math.floor(Math.log10(value)) + 1 - TWO_DIGITS);
  return Number((Math.ceil(value / step - 1e-9) * step).toPrecision(TWO_DIGITS + 1));
}

/**
 * What a threshold should be: the high value of the first days with a fifth on top, never below what was reported. Pure.
 * @param most thresholds end here: a share stays below 1
 */
export function calibrated(
  given: { observed: number | null; floor: number; most: number; fromMs: number },
  what: string,
): Calibration {
  const { observed, floor, most, fromMs } = given;
  const from = new Date(fromMs).toISOString().slice(0, 10);
  const to = new Date(fromMs + (CALIBRATION_DAYS - 1) * DAY_MS).toISOString().slice(0, 10);
  const own = observed === null ? 0 : Math.min(most, roundedUp(observed * MARGIN));
  const value = Math.max(floor, own);
  const basis = `${from} to ${to}: all but one in a thousand ${what}`;
  const note =
    observed === null
      ? `${from} to ${to} hold nothing to take a value from; the reported number stands.`
      : value === floor
        ? `${basis} were at most ${shown(observed)}; the reported ${shown(floor)} is the least.`
        : `${basis} were at most ${shown(observed)}; ${value === most ? "the most that is sensible is" : "with a fifth on top"} ${shown(value)}.`;
  return { value, observed, from, to, note, computedAt: new Date(nowMs()).toISOString() };
}

const shown = (value: number): string => String(Number(value.toPrecision(3)));

/** Too early: how far the history reaches. */
export function notYet(firstMs: number | null): Calibration {
  const days = firstMs === null ? 0 : Math.max(0, Math.floor((nowMs() - firstMs) / DAY_MS));
  const from = firstMs === null ? null : new Date(firstMs).toISOString().slice(0, 10);
  const note = `Not enough history: ${days} of the ${CALIBRATION_DAYS} whole days that a value is taken from.`;
  return { value: null, observed: null, from, to: null, note, computedAt: new Date(nowMs()).toISOString() };
}
