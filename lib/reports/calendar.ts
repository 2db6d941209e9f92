import { firstInstantOf, HOUR_MS, localDate, localHour, nextPeriod, type Period, type Weekday } from "@/lib/platform/time";

/** When a report is due, and what it is about: pure. */
export interface Calendar {
  period: "week" | "month";
  hour: number;
  zone: string;
  weekStartsOn: Weekday;
}

export interface Due extends Period {
  /** When it is to be sent: at its hour on the first local day after the period. */
  dueMs: number;
}

const due = (calendar: Calendar, endMs: number): Due => ({
  // Half a day back is within the period before, whatever the clock did.
  startMs: firstInstantOf(calendar.period, endMs - 12 * HOUR_MS, calendar.zone, calendar.weekStartsOn),
  endMs,
  dueMs: localHour(localDate(endMs, calendar.zone), calendar.hour, calendar.zone),
});

/** The last full period at a moment; its hour may still be to come. */
export function lastFull(calendar: Calendar, atMs: number): Due {
  return due(calendar, firstInstantOf(calendar.period, atMs, calendar.zone, calendar.weekStartsOn));
}

/** When it is sent next after a moment. */
export function nextDueMs(calendar: Calendar, atMs: number): number {
  const last = lastFull(calendar, atMs);
  if (last.dueMs > atMs) return last.dueMs;
  return due(calendar, nextPeriod(calendar.period, atMs, calendar.zone, calendar.weekStartsOn)).dueMs;
}
