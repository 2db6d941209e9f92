import { now } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { type Atto, formatAtto } from "@/lib/platform/decimal";
import { log } from "@/lib/platform/log";
import { singleton } from "@/lib/platform/singleton";
import { HOUR_MS } from "@/lib/platform/time";
import { coveredScope } from "../coverage/service";
import type { StopInForce } from "./in-force";
import { drawAllowance } from "./queries/draw-allowance";
import { typicalCost } from "./queries/typical-cost";

/** An instance draws about this much ahead, so that it writes a few times a second and not for every question. */
const SHARE_SECONDS = 0.25;
/** A share that nobody used for so long is worth nothing: shares must not pile up into a burst. */
const SHARE_KEPT_MS = 2000;
const TYPICAL_KEPT_MS = 10_000;
const LEAST_DOLLARS = 1e-12;
const LONGEST_WAIT_MS = 60_000;
const SHORTEST_WAIT_MS = 20;
/** How long a call waits for a share that is being drawn. */
const PATIENCE_MS = 100;

/** This instance's part of one stop's allowance. Rates are measured in binary fractions: they limit, they are no account. */
interface Share {
  left: number;
  drawnAt: number;
  drawing: Promise<void> | undefined;
  /** When the database may have something again, by performance.now(). */
  moreAt: number;
  typical: number | null;
  typicalAt: number;
}

const shares = singleton("stopShares", () => new Map<string, Share>());

function shareOf(stop: StopInForce): Share {
  const known = shares.get(stop.id);
  if (known) return known;
  if (shares.size > 10_000) shares.clear();
  const made = {
    left: 0,
    drawnAt: 0,
    drawing: undefined,
    moreAt: 0,
    typical: null,
    typicalAt: Number.NEGATIVE_INFINITY,
  };
  shares.set(stop.id, made);
  return made;
}

/** Units (requests, or dollars) a second. */
export function rateOf(stop: Pick<StopInForce, "requestsPerMinute" | "dollarsPerMinute">): number {
  return (stop.requestsPerMinute ?? Number(formatAtto(stop.dollarsPerMinute ?? 0n))) / 60;
}

/** What gathers while nobody calls: a second's worth, and at least one request. */
export function burstOf(stop: Pick<StopInForce, "requestsPerMinute" | "dollarsPerMinute">): number {
  const rate = rateOf(stop);
  return stop.requestsPerMinute === null ? rate : Math.max(1, rate);
}

function unitsOf(stop: StopInForce, share: Share, cost: Atto | null): number {
  if (stop.requestsPerMinute !== null) return 1;
  return cost === null ? (share.typical ?? rateOf(stop)) : Number(formatAtto(cost));
}

/** How long a share is worth something: long enough to be called for at this rate. */
function keptMs(rate: number): number {
  return Math.max(SHARE_KEPT_MS, 2000 / rate);
}

/** How long a call has to wait; 0: not at all. Begins to draw where there may be more. */
function waitFor(stop: StopInForce, cost: Atto | null): number {
  const at = performance.now();
  const share = shareOf(stop);
  if (at - share.drawnAt > keptMs(rateOf(stop))) share.left = Math.min(share.left, 0);
  // Money may go below zero once: a call dearer than the whole allowance would else never be let through.
  const enough = stop.requestsPerMinute === null ? share.left > 0 : share.left >= 1;
  if (enough) return 0;
  drawMore(stop, share, cost, at);
  return Math.ceil(Math.max(SHORTEST_WAIT_MS, Math.min(LONGEST_WAIT_MS, share.moreAt - at)));
}

function drawMore(stop: StopInForce, share: Share, cost: Atto | null, at: number): void {
  if (share.drawing || at < share.moreAt) return;
  share.drawing = draw(stop, share, unitsOf(stop, share, cost)).finally(() => {
    share.drawing = undefined;
  });
}

/**
 * Lets a call through all the throttling stops that bind it, or through none. All instances draw from one
 * allowance in the database, a small share ahead, so the rate is that of all together.
 * @returns milliseconds to wait; 0: it is let through, and counted
 */
export async function passThrottles(stops: readonly StopInForce[], cost: Atto | null): Promise<number> {
  for (const stop of stops) {
    if (waitFor(stop, cost) === 0) continue;
    const { drawing } = shareOf(stop);
    if (drawing) await Promise.race([drawing, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
  }
  const wait = Math.max(...stops.map((stop) => waitFor(stop, cost)));
  if (wait > 0) return wait;
  for (const stop of stops) {
    const share = shareOf(stop);
    share.left -= unitsOf(stop, share, cost);
    if (share.left < (rateOf(stop) * SHARE_SECONDS) / 2) drawMore(stop, share, cost, performance.now());
  }
  return 0;
}

async function draw(stop: StopInForce, share: Share, units: number): Promise<void> {
  const rate = rateOf(stop);
  const counted = stop.requestsPerMinute !== null;
  const owed = Math.max(0, -share.left);
  // Of money anything above nothing is granted, and what a call took beyond its share is made up for at once.
  const need = counted ? 1 : LEAST_DOLLARS;
  const want = counted ? Math.max(1, rate * SHARE_SECONDS) : Math.max(owed + units, rate * SHARE_SECONDS);
  try {
    if (!counted) await learnTypicalCost(stop, share);
    const drawn = await drawAllowance(pool(), { stopId: stop.id, rate, burst: burstOf(stop), need, want });
    const granted = drawn?.granted ?? 0;
    const at = performance.now();
    if (granted > 0) {
      share.left += granted;
      share.drawnAt = at;
      share.moreAt = at + (counted ? 0 : Math.max(0, -share.left / rate) * 1000);
    } else share.moreAt = at + ((need - (drawn?.level ?? 0)) / rate) * 1000;
  } catch (error) {
    // While the database is away every instance keeps to the rate by itself.
    const at = performance.now();
    share.left = Math.min(burstOf(stop), share.left + Math.min(1, (at - share.drawnAt) / 1000) * rate);
    share.drawnAt = at;
    share.moreAt = at + Math.min(1000, 1000 / rate);
    log().warn({ err: error, stop: stop.id }, "a stop's allowance could not be drawn");
  }
}

async function learnTypicalCost(stop: StopInForce, share: Share): Promise<void> {
  const at = performance.now();
  if (at - share.typicalAt < TYPICAL_KEPT_MS) return;
  share.typicalAt = at;
  share.typical = await typicalCost(pool(), coveredScope(stop.scope), new Date(now().getTime() - HOUR_MS));
}
