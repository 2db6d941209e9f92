import { uuidv7 } from "uuidv7";
import { nowMs } from "@/lib/platform/clock";
import { type Figures, isEpisodic, isReached, measuredBy, RE_ARM_SHARE } from "../model/figures";
import { type Threshold, thresholdKey } from "../model/thresholds";
import { burnOf } from "../readings/part-figures";
import type { LiveStanding } from "../standings/live";
import type { Crossing } from "./crossing";
import type { EpisodeEnd } from "./episodes";
import type { KnownCrossings } from "./known";

/** How much more is expected at the most, until the period's end, in 10^-18 of the unit; null without enough history. */
export type RestOf = (standing: LiveStanding) => bigint | null;

/** What a standing's thresholds are judged by, now. */
export function figuresNow(standing: LiveStanding, restOf: RestOf, atMs: number): Figures {
  const { live, figures, limit } = standing;
  const rest = restOf(standing);
  const burn = live.roles ? burnOf(figures, live.roles, limit, live.span, atMs) : { fast: 0, slow: 0 };
  return { spent: figures.spent, limit, forecast: rest === null ? null : figures.spent + rest, ...burn };
}

export interface Judgement {
  reached: { standing: LiveStanding; threshold: Threshold }[];
  ended: (EpisodeEnd & { key: string })[];
}

/** Which thresholds are reached and not yet known as facts, and which episodes are over. */
export function judge(standings: Iterable<LiveStanding>, known: KnownCrossings, restOf: RestOf): Judgement {
  const found: Judgement = { reached: [], ended: [] };
  const atMs = nowMs();
  for (const standing of standings) {
    const { budget, subject, key, live } = standing;
    // A range that is over, or not begun, is judged with what comes late or not at all.
    if (atMs < live.span.startMs || atMs >= live.span.endMs) continue;
    const figures = figuresNow(standing, restOf, atMs);
    for (const threshold of budget.thresholds) {
      const name = thresholdKey(threshold);
      if (!isEpisodic(threshold, budget)) {
        const before = known.limitOf(key, name, live.span.startMs);
        if (before === null) {
          if (isReached(threshold, figures)) found.reached.push({ standing, threshold });
        } else if (figures.limit > before && isOver(threshold, figures, 1)) {
          // A fact of the limit as it was; spend that is corrected below the limit it crossed leaves the fact as it is.
          found.ended.push({ budgetId: budget.id, subject, threshold: name, periodStartMs: live.span.startMs, key });
        }
      } else if (!known.has(key, name, null)) {
        if (isReached(threshold, figures)) found.reached.push({ standing, threshold });
      } else if (isOver(threshold, figures, RE_ARM_SHARE)) {
        found.ended.push({ budgetId: budget.id, subject, threshold: name, periodStartMs: null, key });
      }
    }
  }
  // In one order, whatever the order usage was read in: facts of one moment are listed by when they were made.
  found.reached.sort((a, b) => byText(placeOf(a.standing), placeOf(b.standing)));
  return found;
}

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const placeOf = ({ budget, subject }: LiveStanding) => `${budget.id}\u001f${subject ?? ""}`;

/** Whether what was reached is so no more. While there is no forecast to judge by (after a start, of a little used subject) it is. */
function isOver(threshold: Threshold, figures: Figures, share: number): boolean {
  if (threshold.kind === "forecast" && figures.forecast === null) return false;
  return !isReached(threshold, figures, share);
}

export interface Occasion {
  eventMs: number;
  cause: string;
}

/** The fact that a standing has reached a threshold; null when, looked at again, it has not. */
export function crossingOf(
  standing: LiveStanding,
  threshold: Threshold,
  restOf: RestOf,
  { eventMs, cause }: Occasion,
): Crossing | null {
  const notedMs = nowMs();
  const figures = figuresNow(standing, restOf, notedMs);
  if (!isReached(threshold, figures)) return null;
  const { budget, subject, live } = standing;
  return {
    id: uuidv7(),
    ...{ budget, subject, threshold, cause, notedMs },
    episode: isEpisodic(threshold, budget),
    periodStartMs: live.span.startMs,
    periodEndMs: live.span.endMs,
    measured: measuredBy(threshold, figures),
    spent: figures.spent,
    limit: figures.limit,
    forecast: figures.forecast,
    eventMs: Math.max(live.span.startMs, Math.min(eventMs, live.span.endMs - 1)),
    sinceClose: false,
  };
}
