import { HOUR_MS, MINUTE_MS, type Period, QUARTER_MS } from "@/lib/platform/time";
import type { BudgetSpan } from "../model/periods";
import { BURN_HOURS } from "../model/thresholds";

const floorTo = (stepMs: number, ms: number) => Math.floor(ms / stepMs) * stepMs;
const MOST_AHEAD_MS = 2 * QUARTER_MS;

/**
 * Where a period and the windows of its burn rates are cut, so that one reading serves them all and what changes
 * every second (the last minutes) can be read anew alone.
 */
export function cutsOf(span: BudgetSpan, nowMs: number): number[] {
  const minute = floorTo(MINUTE_MS, nowMs);
  const cuts = [
    span.startMs,
    span.endMs,
    floorTo(QUARTER_MS, nowMs - BURN_HOURS.slow * HOUR_MS),
    // The sliding hour: the current minute and the sixty before it.
    minute - BURN_HOURS.fast * HOUR_MS,
    minute - MINUTE_MS,
    floorTo(QUARTER_MS, nowMs) + MOST_AHEAD_MS,
  ];
  return [...new Set(cuts)].sort((a, b) => a - b);
}

/** Which parts of a reading belong to the period, and to the windows that end now. */
export interface PartRoles {
  parts: readonly Period[];
  inPeriod: boolean[];
  inFast: boolean[];
  inSlow: boolean[];
  fastStartMs: number;
  slowStartMs: number;
}

/** @param parts as they were read: their edges may lie up to a quarter hour before the cuts */
export function rolesOf(parts: readonly Period[], span: BudgetSpan, nowMs: number): PartRoles {
  const fastFrom = floorTo(MINUTE_MS, nowMs) - BURN_HOURS.fast * HOUR_MS;
  const slowFrom = floorTo(QUARTER_MS, nowMs - BURN_HOURS.slow * HOUR_MS);
  // A part that was cut at the quarter hour before the window's start belongs to it, unless it holds the hour before.
  const startOf = (fromMs: number) => parts.find((part) => part.endMs > fromMs)?.startMs ?? fromMs;
  const [fastStartMs, slowStartMs] = [startOf(fastFrom), startOf(slowFrom)];
  const ends = floorTo(QUARTER_MS, nowMs) + MOST_AHEAD_MS;
  return {
    parts,
    inPeriod: parts.map((part) => part.startMs >= span.startMs && part.endMs <= span.endMs),
    inFast: parts.map((part) => part.startMs >= fastStartMs && part.endMs <= ends),
    inSlow: parts.map((part) => part.startMs >= slowStartMs && part.endMs <= ends),
    fastStartMs,
    slowStartMs,
  };
}
