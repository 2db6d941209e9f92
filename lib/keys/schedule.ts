import { addDays, DAY_MS, localDate, localHour } from "@/lib/platform/time";

/** When a key is to be dealt with, and why. Dates are of the key's time zone, YYYY-MM-DD. */
export interface DueDate {
  on: string;
  reason: "rotation" | "expiry";
}

export interface Reminding {
  step: number;
  dueMs: number;
}

/** Reminders go out when the owner's clock shows this hour. */
export const REMINDER_HOUR = 9;
/** Days from the due date; after it, weekly. */
const LADDER = [-30, -14, -7, -1, 0];
const WEEK_DAYS = 7;

/** The last day on which a value that began at `rotatedMs` is to be used. */
export function rotateBy(rotatedMs: number, intervalDays: number, zone: string): string {
  return addDays(localDate(rotatedMs, zone), intervalDays);
}

/** The earlier of rotation and expiry; on the same day the expiry, since it cannot be put off. */
export function dueDate(rotatedMs: number, intervalDays: number, expiresMs: number | null, zone: string): DueDate {
  const rotation = rotateBy(rotatedMs, intervalDays, zone);
  const expiry = expiresMs === null ? null : localDate(expiresMs, zone);
  return expiry !== null && expiry <= rotation ? { on: expiry, reason: "expiry" } : { on: rotation, reason: "rotation" };
}

/** Whole days from the present date to another; negative once it is past. */
export function daysLeft(on: string, nowMs: number, zone: string): number {
  return Math.round((Date.parse(on) - Date.parse(localDate(nowMs, zone))) / DAY_MS);
}

/**
 * The reminders still to come for a date: each step of the ladder that lies ahead, and of the weekly
 * ones the next. None lies at or before `nowMs`, so a date that is set late brings no burst.
 */
export function remindersAhead(on: string, nowMs: number, zone: string): Reminding[] {
  const at = (step: number): Reminding => ({ step, dueMs: localHour(addDays(on, step), REMINDER_HOUR, zone) });
  const ahead = LADDER.map(at).filter(({ dueMs }) => dueMs > nowMs);
  // A zone's clock may be a day ahead: begin one week early and take the first that lies ahead.
  const weeks = Math.max(1, Math.floor(-daysLeft(on, nowMs, zone) / WEEK_DAYS));
  let weekly = at(weeks * WEEK_DAYS);
  while (weekly.dueMs <= nowMs) weekly = at(weekly.step + WEEK_DAYS);
  return [...ahead, weekly];
}
