import { HOUR_MS } from "@/lib/platform/time";

const LONGEST_MS = 2 * HOUR_MS;
/** Receivers that failed together must not all be tried again together: a fifth either way. */
const JITTER = 0.2;

/**
 * How long to wait after the n-th failed attempt (from 1): `firstMs`, doubled each time up to two hours. With a second to
 * begin with, that is 13 attempts in the first two and a quarter hours and some 24 within the day.
 * @param random from 0 to 1
 */
export function backoffMs(failed: number, firstMs: number, random: number): number {
  const plain = Math.min(firstMs * 2 ** Math.min(failed - 1, 40), LONGEST_MS);
  return Math.round(plain * (1 - JITTER + 2 * JITTER * random));
}

export interface Failed {
  /** Attempts that failed so far, this one among them. */
  failed: number;
  nowMs: number;
  giveUpMs: number;
  /** What the receiver asked for, if it did. */
  retryAfterMs: number | null;
  firstMs: number;
  random: number;
}

/** When to try again: the receiver's wish is kept, the last try is at the end of the day. Null: it was the last. */
export function nextAttemptMs({ failed, nowMs, giveUpMs, retryAfterMs, firstMs, random }: Failed): number | null {
  if (nowMs >= giveUpMs) return null;
  return Math.min(nowMs + Math.max(backoffMs(failed, firstMs, random), retryAfterMs ?? 0), giveUpMs);
}
