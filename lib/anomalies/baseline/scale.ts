import type { BaselineState } from "./state";

const NEEDED = 8;

/**
 * Chooses the unit of the series' scale once, from its first points: their mean size. Spends that grow by factors are
 * judged by factors, values about nought by differences, and the choice does not change the series' later verdicts.
 */
export function learnUnit(state: BaselineState, value: number): void {
  if (value < 0) state.nonNegative = false;
  if (state.unit > 0) return;
  state.first.push(value);
  const sizes = state.first.map(Math.abs).filter((size) => size > 0);
  if (state.first.length < NEEDED || sizes.length === 0) {
    if (state.first.length > NEEDED) state.first.shift();
    return;
  }
  sizes.sort((left, right) => left - right);
  // The median of what is not nought: one wild first point does not set the scale.
  state.unit = Math.max(1e-150, sizes[sizes.length >> 1] ?? 1);
}

/** Math.asinh loses negative and very large numbers: of the size, by its definition. */
export function toScale(state: BaselineState, value: number): number {
  const size = Math.min(1e300, Math.abs(value) / state.unit);
  const scaled = size > 1e8 ? Math.log(size) + Math.LN2 : Math.asinh(size);
  return value < 0 ? -scaled : scaled;
}

export function fromScale(state: Pick<BaselineState, "unit" | "nonNegative">, scaled: number): number {
  const value = Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, state.unit * Math.sinh(scaled)));
  return state.nonNegative ? Math.max(0, value) : value;
}
