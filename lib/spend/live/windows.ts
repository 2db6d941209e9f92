import { HOUR_MS, MINUTE_MS } from "@/lib/platform/time";

/** Minutes by their first instants, both ends included. */
export interface Stretch {
  firstMs: number;
  lastMs: number;
}

export interface Windows {
  now: Stretch;
  hourAgo: Stretch;
  /** How much of the running minute has passed, in milliseconds: so much of the last minute of `hourAgo` counts. */
  passedMs: number;
}

/** The running minute and so many before it, and the same an hour ago. */
export function windowsOf(minutes: number, nowMs: number): Windows {
  const lastMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
  const firstMs = lastMs - minutes * MINUTE_MS;
  return {
    now: { firstMs, lastMs },
    hourAgo: { firstMs: firstMs - HOUR_MS, lastMs: lastMs - HOUR_MS },
    passedMs: nowMs - lastMs,
  };
}
