import type { Rule } from "./rule";

/**
 * A rate limit's headroom: what is left of the tighter of both limits, 0 to 1; null where the provider told none.
 */
export function headroom(limits: {
  limitTokens?: number | null;
  remainingTokens?: number | null;
  limitRequests?: number | null;
  remainingRequests?: number | null;
}): number | null {
  const part = (left: number | null | undefined, of: number | null | undefined) =>
    left === null || left === undefined || !of || of <= 0 ? Number.POSITIVE_INFINITY : Math.max(0, left / of);
  const least = Math.min(part(limits.remainingTokens, limits.limitTokens), part(limits.remainingRequests, limits.limitRequests));
  return Number.isFinite(least) ? least : null;
}

/** Whether a first event of a kind is news: told once a subject, in the environments the rule names. */
export function isNews(rule: Rule, environment: string, toldBefore: boolean): boolean {
  if (rule.condition.kind !== "fact" || toldBefore) return false;
  return rule.condition.environments === null || rule.condition.environments.includes(environment);
}

/** A cache's hit rate against its usual one: fires where it fell to less than `factor` of it, for certain. */
export function cacheCollapsed(
  rule: { factor: number; leastRequests: number },
  seen: { hits: number; requests: number; usualRate: number },
): boolean {
  const { hits, requests, usualRate } = seen;
  if (requests < rule.leastRequests || usualRate <= 0.05) return false;
  const border = usualRate * rule.factor;
  const deviation = Math.sqrt((border * (1 - border)) / requests);
  return hits / requests < border - 3 * deviation;
}
