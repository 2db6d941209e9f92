import { impactUsd } from "../baseline/impact";
import type { OwnBaseline, Severity } from "./rule";

export interface BaselineSeen {
  actual: number;
  expected: number;
  high: number;
  /** What one unit of the measure costs: 1 for spend; a request's share where the measure is per request (times the requests). */
  usdPerUnit: number;
  /** How much everybody grew together: what the common growth explains is nobody's own. */
  commonFactor: number;
}

/** How far a subject is beyond its own band; above 1 it fires. The least factor and dollars keep what is certain but small quiet. */
export function judgeBaseline(rule: OwnBaseline, seen: BaselineSeen): { ratio: number; impactUsd: number; severity: Severity } {
  const common = Math.max(1, seen.commonFactor);
  const expected = seen.expected * common;
  const impact = impactUsd(seen.actual, expected, seen.usdPerUnit);
  const threshold = Math.max(seen.high * common, expected * rule.leastFactor);
  const ratio = impact >= rule.leastUsd && threshold > 0 ? seen.actual / threshold : 0;
  return { ratio, impactUsd: impact, severity: impact >= rule.criticalUsd ? "critical" : "warning" };
}
