import { formatAtto } from "@/lib/platform/decimal";
import { rfc3339 } from "@/lib/platform/time";
import type { LiveStanding } from "../standings/live";
import type { StandingAnswer } from "./contract";
import { burnOf } from "./part-figures";

const multiple = (value: number) => Math.round(value * 1e4) / 1e4;

/** A standing as it goes over the wire. */
export function standingAnswer(standing: LiveStanding, atMs: number): StandingAnswer {
  const { subject, limit, spent, remaining, usedRatio, figures, live } = standing;
  const burn = live.roles ? burnOf(figures, live.roles, limit, live.span, atMs) : { fast: 0, slow: 0 };
  return {
    subject,
    period_start: rfc3339(standing.periodStartMs),
    period_end: rfc3339(standing.periodEndMs),
    resets_at: rfc3339(standing.resetsAtMs),
    limit: formatAtto(limit),
    spent: formatAtto(spent),
    remaining: formatAtto(remaining),
    used_ratio: usedRatio,
    unpriced_requests: Number(figures.unpriced),
    burn_rate: {
      fast: {
        spent: formatAtto(figures.fastSpent),
        window_start: rfc3339(live.roles?.fastStartMs ?? atMs),
        multiple: multiple(burn.fast),
      },
      slow: {
        spent: formatAtto(figures.slowSpent),
        window_start: rfc3339(live.roles?.slowStartMs ?? atMs),
        multiple: multiple(burn.slow),
      },
    },
  };
}

/** Those that used most of their limit first. */
export function mostUsedFirst(a: LiveStanding, b: LiveStanding): number {
  const [left, right] = [a.spent * b.limit, b.spent * a.limit];
  if (left !== right) return left > right ? -1 : 1;
  return a.key < b.key ? -1 : 1;
}

export function countOver(standings: readonly LiveStanding[]): number {
  return standings.filter(({ spent, limit }) => spent >= limit).length;
}
