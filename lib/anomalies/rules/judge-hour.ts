import { impactUsd } from "../baseline/impact";
import type { TenantHour } from "./rule";

/** The middle of the hours in which a subject used anything; null where it never did. */
export function activeMedian(hours: Iterable<number>): { median: number; activeHours: number } | null {
  const active = Float64Array.from([...hours].filter((tokens) => tokens > 0)).sort();
  if (active.length === 0) return null;
  const half = active.length >> 1;
  const upper = active[half] ?? 0;
  return { median: active.length % 2 === 1 ? upper : (upper + (active[half - 1] ?? 0)) / 2, activeHours: active.length };
}

export interface HourSeen {
  /** Tokens and dollars of the current minute and the 60 before it. */
  tokens: number;
  usd: number;
  /** Over the 90 days before: see activeMedian. */
  median: number;
  activeHours: number;
  /** The most tokens that the own season expects of this time of the week; null while it has no history. */
  seasonalHigh: number | null;
  /** Median active hour of similar subjects with history; null while fewer than three have any. */
  similarMedian: number | null;
  /** A tenant, or a part of one. */
  isOfTenant: boolean;
}

/**
 * The ceiling while nobody has a history to compare with, as on the first day of an installation: the factor squared times the
 * rule's, since a lower one would page for each large tenant. What is not one tenant's, such as a model, is everybody's sum: there
 * is no telling then what is too much of it.
 */
function alone({ factor, ceilingTokens }: TenantHour, { isOfTenant }: HourSeen): number {
  return isOfTenant ? factor * factor * ceilingTokens : Number.POSITIVE_INFINITY;
}

export interface HourJudged {
  /** How far the tokens stand in the way of the threshold: above 1 it fires. */
  ratio: number;
  threshold: number;
  expected: number;
  impactUsd: number;
  coldStart: boolean;
}

/**
 * The rule as teams state it: the last hour's tokens above ten times the median active hour, with a dollar floor. What the season
 * knows comes first: a batch that always runs at this hour raises the threshold to the most that was expected of it.
 * Below 24 active hours a ceiling holds instead, absolute and against similar subjects; see alone.
 */
export function judgeHour(rule: TenantHour, seen: HourSeen): HourJudged {
  const { tokens, usd, activeHours, similarMedian } = seen;
  const coldStart = activeHours < rule.leastActiveHours;
  const expected = coldStart ? (similarMedian ?? 0) : seen.median;
  const least = coldStart
    ? similarMedian === null
      ? alone(rule, seen)
      : Math.max(rule.ceilingTokens, rule.factor * similarMedian)
    : rule.factor * seen.median;
  const threshold = Math.max(least, seen.seasonalHigh ?? 0);
  const impact = impactUsd(tokens, expected, tokens > 0 ? usd / tokens : 0);
  const ratio = impact >= rule.leastUsd ? tokens / threshold : 0;
  return { ratio: Number.isNaN(ratio) ? 0 : ratio, threshold, expected, impactUsd: impact, coldStart };
}
