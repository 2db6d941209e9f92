import { type BaselineMeasure, judgeBaseline, type OwnBaseline, type Verdict } from "@/lib/anomalies/service";
import { type ActiveRule, BASELINE_AFTER_MS, type Reading, unitOf } from "./judge-subject";
import { isPerRequest } from "./profile";

export interface ClosedHour {
  /** When it ended. */
  atMs: number;
  sinceMs: number;
  usd: number;
  requests: number;
  /** What everybody grew by beyond what was taken out of the value already. */
  growthBeyond: number;
  /** Whether only what is per request is told: of users the sliding hour tells how much it was. */
  perRequestAlone?: boolean;
}

/**
 * What the verdict on a closed hour says: totals are told when above; what is per request also when it drifts up.
 * @returns the threshold's name and its reading; null where nothing is to be told
 */
export function judgeClosedHour(
  rule: ActiveRule,
  condition: OwnBaseline,
  measure: BaselineMeasure,
  { alert, finding, value, expected, low, high }: Verdict,
  { atMs, sinceMs, usd, requests, growthBeyond, perRequestAlone = false }: ClosedHour,
): { threshold: string; reading: Reading } | null {
  if (!condition.measures.includes(measure) || atMs - sinceMs < BASELINE_AFTER_MS || !alert) return null;
  const shown = { actual: value, expected, low, high, unit: unitOf(measure) };
  if (finding === "drift_up") {
    // Growth of totals is what a forecast tells; longer answers at the same traffic are what nobody sees.
    if (!isPerRequest(measure) || usd * 24 < condition.leastUsd) return null;
    const impactUsd = value > 0 ? usd * Math.max(0, 1 - expected / value) : 0;
    return { threshold: `drift ${measure}`, reading: { ...shown, ratio: 1.001, impactUsd, severity: rule.severity } };
  }
  if (finding !== "above" || requests <= 0 || (perRequestAlone && !isPerRequest(measure))) return null;
  const judged = judgeBaseline(condition, {
    actual: value,
    expected,
    high,
    usdPerUnit: value > 0 ? usd / value : 0,
    commonFactor: isPerRequest(measure) ? 1 : growthBeyond,
  });
  return judged.ratio > 1 ? { threshold: `hour ${measure}`, reading: { ...shown, ...judged } } : null;
}
