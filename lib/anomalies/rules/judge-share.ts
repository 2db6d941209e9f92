import type { Share } from "./rule";

/** Standard normal deviate of the certainty asked: every subject is looked at every minute, so chance gets many tries. */
const SURE = 5;
/** Wilson's interval is too sure of a handful. */
const LEAST_PART = 5;

/**
 * The least share that so few observations leave believable (Wilson's score interval): 1 of 2 is not "half".
 * @returns 0 where nothing was observed
 */
export function surelyAtLeast(part: number, whole: number, deviate = SURE): number {
  if (whole <= 0) return 0;
  const share = Math.min(1, part / whole);
  const square = deviate ** 2;
  const middle = share + square / (2 * whole);
  const reach = deviate * Math.sqrt((share * (1 - share)) / whole + square / (4 * whole ** 2));
  return Math.max(0, (middle - reach) / (1 + square / whole));
}

export interface ShareSeen {
  part: number;
  whole: number;
  /** The subject's spend in the last hour, dollars. */
  usdLastHour: number;
  wasFiring: boolean;
}

/** A share over its threshold for certain, with the least volume and dollars; while it fires, the plain share decides when it ends. */
export function judgeShare(
  rule: Share,
  { part, whole, usdLastHour, wasFiring }: ShareSeen,
): { firing: boolean; critical: boolean; share: number } {
  const share = whole > 0 ? part / whole : 0;
  if (wasFiring) return { firing: share >= rule.above * 0.9, critical: isCritical(rule, share), share };
  const enough = part >= LEAST_PART && whole >= rule.leastRequests && usdLastHour >= rule.leastUsd;
  return { firing: enough && surelyAtLeast(part, whole) > rule.above, critical: isCritical(rule, share), share };
}

const isCritical = ({ criticalAbove }: Share, share: number): boolean => criticalAbove !== null && share > criticalAbove;
