/**
 * Dollars of an anomaly: what was used beyond the expected, at a price a unit (1 where the measure is dollars). Negative where
 * less was used. An estimate, in floats: the expected is one.
 */
export function impactUsd(actual: number, expected: number, usdPerUnit: number): number {
  return (actual - expected) * usdPerUnit;
}
