import { DAY_MS, HOUR_MS, QUARTER_MS } from "@/lib/platform/time";
import type { Range } from "./range";

export const COMPARED = ["hours", "day", "week", "around"] as const;
export type Compared = (typeof COMPARED)[number];

export const LENGTHS = ["1", "4", "24", "168"] as const;

interface Choice {
  kind: Compared;
  /** Hours; for "hours" and "around". */
  hours: number;
  /** For "around": when the fix was made. */
  atMs: number;
}

const quarterOf = (ms: number) => Math.floor(ms / QUARTER_MS) * QUARTER_MS;

/**
 * Two periods of the same length, the earlier one first, on quarter hours as the rollups have them.
 * The quarter that is running is left out: half of it would be compared with a whole one.
 */
export function comparedPeriods({ kind, hours, atMs }: Choice, nowMs: number): { a: Range; b: Range } {
  const endMs = quarterOf(nowMs);
  const lengthMs = hours * HOUR_MS;
  if (kind === "around") {
    const middleMs = quarterOf(atMs);
    const afterMs = Math.max(QUARTER_MS, Math.min(lengthMs, endMs - middleMs));
    return { a: { fromMs: middleMs - afterMs, toMs: middleMs }, b: { fromMs: middleMs, toMs: middleMs + afterMs } };
  }
  const b = { fromMs: endMs - lengthMs, toMs: endMs };
  const backMs = kind === "hours" ? lengthMs : kind === "day" ? DAY_MS : 7 * DAY_MS;
  return { a: { fromMs: b.fromMs - backMs, toMs: b.toMs - backMs }, b };
}
