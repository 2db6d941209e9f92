import { DAY_MS, firstInstantOf, HOUR_MS } from "@/lib/platform/time";
import { type HourlySeries, MOST_HISTORY_DAYS } from "./forecast";
import { clockOf, type DayPart, dayParts } from "./local-days";
import { kthGreatest } from "./order-statistics";

/** One day of the past and what was used in it, hour by hour of the clock. */
export interface PastDay extends DayPart {
  /** Single wild hours capped: what seasons and levels are learnt from. */
  values: Float64Array;
  total: number;
  /** What was really used. */
  used: number;
}

/** An hour of the last two days, or what is over of the present one. */
export interface PastHour {
  fromMs: number;
  toMs: number;
  value: number;
}

export interface History {
  /** Whole days before today, from the first with any use, in order. */
  days: PastDay[];
  recent: PastHour[];
  activeDays: number;
}

const RECENT_HOURS = 36;
const CAP_BLOCK_HOURS = 28 * 24;
/** Within four weeks an hour counts as no more than the one of this rank. */
const CAP_RANK = 4;

/** Sorts hours into the zone's days. An hour across midnight (zones with half hours, odd starts) belongs to the day of its middle. */
export function readHistory({ startMs, values }: HourlySeries, nowMs: number, zone: string): History {
  const hoursOver = Math.max(0, Math.floor((nowMs - startMs) / HOUR_MS));
  const todayMs = firstInstantOf("day", nowMs, zone);
  const oldest = Math.max(0, Math.ceil((todayMs - MOST_HISTORY_DAYS * DAY_MS - startMs) / HOUR_MS));
  const clean = Float64Array.from({ length: Math.max(0, hoursOver + 1 - oldest) }, (_, index) => {
    const value = values[oldest + index] ?? 0;
    return value > 0 && value < Number.POSITIVE_INFINITY ? value : 0;
  });
  const before = clean.findIndex((value) => value > 0);
  const fromMs = startMs + (oldest + before) * HOUR_MS;
  if (before < 0 || fromMs >= todayMs) return { days: [], recent: [], activeDays: 0 };
  const known = clean.subarray(before);
  const caps = capsOf(known);
  const capAt = (index: number) =>
    Math.min(known[index] ?? 0, caps[Math.floor((known.length - 1 - index) / CAP_BLOCK_HOURS)] ?? 0);

  const days: PastDay[] = dayParts(firstInstantOf("day", fromMs, zone), todayMs, zone).map((part) => ({
    ...part,
    values: new Float64Array(24),
    total: 0,
    used: 0,
  }));
  let index = 0;
  for (const day of days) {
    const hourOf = clockOf(day, zone);
    for (; index < known.length; index++) {
      const middleMs = fromMs + index * HOUR_MS + HOUR_MS / 2;
      if (middleMs >= day.toMs) break;
      const used = known[index] ?? 0;
      if (used === 0) continue;
      day.used += used;
      const value = capAt(index);
      const hour = hourOf(middleMs);
      day.values[hour] = (day.values[hour] ?? 0) + value;
      day.total += value;
    }
  }
  const recent: PastHour[] = [];
  const told = values.length > hoursOver ? known.length : known.length - 1;
  for (let last = Math.max(0, told - RECENT_HOURS); last < told; last++) {
    const hourMs = fromMs + last * HOUR_MS;
    if (hourMs < nowMs) recent.push({ fromMs: hourMs, toMs: Math.min(nowMs, hourMs + HOUR_MS), value: capAt(last) });
  }
  return { days, recent, activeDays: days.reduce((count, day) => count + (day.used > 0 ? 1 : 0), 0) };
}

/** The cap of each four weeks, latest first; the oldest block is filled up with later hours. */
function capsOf(values: Float64Array): number[] {
  const caps: number[] = [];
  for (let end = values.length; end > 0; end -= CAP_BLOCK_HOURS) {
    const from = Math.max(0, end - CAP_BLOCK_HOURS);
    caps.push(kthGreatest(values.subarray(from, Math.max(end, Math.min(values.length, from + CAP_BLOCK_HOURS))), CAP_RANK));
  }
  return caps;
}
