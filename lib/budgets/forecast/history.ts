import { firstInstantOf, HOUR_MS } from "@/lib/platform/time";
import { type HourlySeries, MOST_HISTORY_DAYS } from "./forecast";
import { clockOf, type DayPart, dayParts } from "./local-days";

/** One day of the past and what was used in it, hour by hour of the clock. */
export interface PastDay extends DayPart {
  values: Float64Array;
  total: number;
}

export interface History {
  /** Whole days before today, from the first with any use, in order. */
  days: PastDay[];
  /** Today's whole hours before the present one; null where none is over. */
  today: PastDay | null;
  activeDays: number;
}

/** Sorts hours into the zone's days. An hour across midnight (zones with half hours, odd starts) belongs to the day of its middle. */
export function readHistory({ startMs, values }: HourlySeries, nowMs: number, zone: string): History {
  const hoursOver = Math.max(0, Math.floor((nowMs - startMs) / HOUR_MS));
  const todayMs = firstInstantOf("day", nowMs, zone);
  const oldestMs = todayMs - MOST_HISTORY_DAYS * 24 * HOUR_MS;
  let first = Math.max(0, Math.ceil((oldestMs - startMs) / HOUR_MS));
  while (first < Math.min(values.length, hoursOver) && !((values[first] ?? 0) > 0)) first++;
  const fromMs = startMs + first * HOUR_MS;
  const endMs = startMs + hoursOver * HOUR_MS;
  if (first >= values.length || fromMs >= endMs) return { days: [], today: null, activeDays: 0 };

  const parts = dayParts(firstInstantOf("day", fromMs, zone), endMs, zone);
  const days: PastDay[] = parts.map((part) => ({ ...part, values: new Float64Array(24), total: 0 }));
  let index = first;
  for (const day of days) {
    const hourOf = clockOf(day, zone);
    for (; index < values.length; index++) {
      const middleMs = startMs + index * HOUR_MS + HOUR_MS / 2;
      if (middleMs >= day.toMs || middleMs >= endMs) break;
      const value = values[index] ?? 0;
      if (!(value > 0 && value < Number.POSITIVE_INFINITY)) continue;
      const hour = hourOf(middleMs);
      day.values[hour] = (day.values[hour] ?? 0) + value;
      day.total += value;
    }
  }
  const today = (days.at(-1)?.fromMs ?? 0) >= todayMs ? (days.pop() ?? null) : null;
  return { days, today, activeDays: days.reduce((count, day) => count + (day.total > 0 ? 1 : 0), 0) };
}
