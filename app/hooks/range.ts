import { DAY_MS, firstInstantOf, isTimeZone, localDate, nextPeriod, QUARTER_MS, startOfLocalDate } from "@/lib/platform/time";

export const PRESETS = ["today", "7d", "30d", "mtd", "last-month", "custom"] as const;
export type Preset = (typeof PRESETS)[number];

/** Half-open [fromMs, toMs); may reach into the future, to the end of the current day or month. */
export interface Range {
  fromMs: number;
  toMs: number;
}

export interface RangeChoice {
  preset: Preset;
  /** Local dates YYYY-MM-DD, both included; for "custom" only. */
  from: string | null;
  to: string | null;
  zone: string;
}

/** The zone that an address names, where there is one of that name. */
export function usableZone(name: string | null | undefined): string | null {
  return name && isTimeZone(name) ? name : null;
}

/** The last instant of the quarter hour of a moment: stable within it, so it may be part of a question. */
export function quarterHourOf(nowMs: number): number {
  return Math.floor(nowMs / QUARTER_MS) * QUARTER_MS + QUARTER_MS - 1;
}

function daysBack(days: number, nowMs: number, zone: string): number {
  // Noon of a day so many days ago is in that day, whatever the clock did between.
  return firstInstantOf("day", firstInstantOf("day", nowMs, zone) + DAY_MS / 2 - days * DAY_MS, zone);
}

/**
 * The instants a choice stands for. Whole local days, so that the same choice asks the same
 * question all day long. A custom range that is not usable falls back to 30 days.
 */
export function resolveRange(choice: RangeChoice, nowMs: number): Range {
  const { zone } = choice;
  const toMs = nextPeriod("day", nowMs, zone);
  switch (choice.preset) {
    case "today":
      return { fromMs: firstInstantOf("day", nowMs, zone), toMs };
    case "7d":
      return { fromMs: daysBack(6, nowMs, zone), toMs };
    case "mtd":
      return { fromMs: firstInstantOf("month", nowMs, zone), toMs };
    case "last-month": {
      const thisMonth = firstInstantOf("month", nowMs, zone);
      return { fromMs: firstInstantOf("month", thisMonth - DAY_MS / 2, zone), toMs: thisMonth };
    }
    case "custom": {
      const fromMs = choice.from ? startOfLocalDate(choice.from, zone) : null;
      const lastDay = choice.to ? startOfLocalDate(choice.to, zone) : null;
      if (fromMs !== null && lastDay !== null && lastDay >= fromMs) return { fromMs, toMs: nextPeriod("day", lastDay, zone) };
      break;
    }
    case "30d":
  }
  return { fromMs: daysBack(29, nowMs, zone), toMs };
}

/**
 * What a range is compared with: the same stretch, as far as it has passed, of the day, month or
 * number of days before it. Both end at a quarter hour, as rollups do.
 */
export function comparedRanges(choice: RangeChoice, nowMs: number): { current: Range; previous: Range } {
  const whole = resolveRange(choice, nowMs);
  const soFar = Math.ceil(nowMs / QUARTER_MS) * QUARTER_MS;
  const current = { fromMs: whole.fromMs, toMs: Math.max(whole.fromMs, Math.min(whole.toMs, soFar)) };
  const lengthMs = current.toMs - current.fromMs;
  const { zone } = choice;
  let fromMs = current.fromMs - (whole.toMs - whole.fromMs);
  if (choice.preset === "mtd" || choice.preset === "last-month")
    fromMs = firstInstantOf("month", current.fromMs - DAY_MS / 2, zone);
  else if (choice.preset === "today") fromMs = daysBack(1, nowMs, zone);
  return { current, previous: { fromMs, toMs: Math.min(fromMs + lengthMs, current.fromMs) } };
}

export type AutoGranularity = "hour" | "day" | "week" | "month";

/** Enough bars to see a shape, few enough to tell them apart. */
export function autoGranularity({ fromMs, toMs }: Range): AutoGranularity {
  const days = (toMs - fromMs) / DAY_MS;
  if (days <= 2.1) return "hour";
  if (days <= 93) return "day";
  return days <= 400 ? "week" : "month";
}

/** First and last local date (YYYY-MM-DD) of a range. */
export function rangeDates({ fromMs, toMs }: Range, zone: string): { from: string; to: string } {
  return { from: localDate(fromMs, zone), to: localDate(Math.max(fromMs, toMs - 1), zone) };
}
