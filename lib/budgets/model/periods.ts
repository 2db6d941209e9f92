import {
  DAY_MS,
  firstInstantOf,
  localDate,
  nextPeriod,
  type Period,
  QUARTER_MS,
  startOfLocalDate,
  type Weekday,
} from "@/lib/platform/time";
import type { BudgetPeriod } from "../fields/contract";

export interface Calendar {
  zone: string;
  weekStartsOn: Weekday;
}

/** Half-open; of a rolling window the end is the next quarter hour, when it moves on. */
export interface BudgetSpan extends Period {
  resetsAtMs: number;
}

const quarterFloor = (ms: number) => Math.floor(ms / QUARTER_MS) * QUARTER_MS;

const MONTHS = { quarter: 3, year: 12 } as const;

/** The first instant of the quarter or year `steps` after the one that holds the instant. */
function firstOfMonths(kind: "quarter" | "year", atMs: number, zone: string, steps: number): number {
  const length = MONTHS[kind];
  const [year = 0, month = 1] = localDate(atMs, zone).split("-").map(Number);
  const first = Math.floor((month - 1) / length) * length + steps * length;
  const [y, m] = [year + Math.floor(first / 12), (((first % 12) + 12) % 12) + 1];
  return startOfLocalDate(`${String(y).padStart(4, "0")}-${String(m).padStart(2, "0")}-01`, zone) ?? atMs;
}

/** A fixed range's first instant and the first after it. */
function fixedSpan(period: BudgetPeriod & { kind: "fixed" }, zone: string): Period {
  return {
    startMs: quarterFloor(startOfLocalDate(period.from, zone) ?? 0),
    endMs: quarterFloor(startOfLocalDate(period.to, zone) ?? 0),
  };
}

/**
 * The period of a budget that holds an instant: a calendar one of the zone, exact across changes of its clock; a fixed
 * range whatever the instant; a rolling window of whole days that ends with the instant's quarter hour. Edges are on quarter hours.
 */
export function spanAt(period: BudgetPeriod, atMs: number, { zone, weekStartsOn }: Calendar): BudgetSpan {
  if (period.kind === "fixed") {
    const span = fixedSpan(period, zone);
    return { ...span, resetsAtMs: span.endMs };
  }
  if (period.kind === "rolling") {
    const endMs = quarterFloor(atMs) + QUARTER_MS;
    return { startMs: endMs - period.days * DAY_MS, endMs, resetsAtMs: endMs };
  }
  const [startMs, endMs] =
    period.kind === "quarter" || period.kind === "year"
      ? [firstOfMonths(period.kind, atMs, zone, 0), firstOfMonths(period.kind, atMs, zone, 1)]
      : [firstInstantOf(period.kind, atMs, zone, weekStartsOn), nextPeriod(period.kind, atMs, zone, weekStartsOn)];
  return { startMs: quarterFloor(startMs), endMs: quarterFloor(endMs), resetsAtMs: quarterFloor(endMs) };
}

/** The period of that instant and those before it, newest first. A fixed range has no other; rolling windows do not overlap. */
export function spansBefore(period: BudgetPeriod, atMs: number, calendar: Calendar, count: number): BudgetSpan[] {
  const found = [spanAt(period, atMs, calendar)];
  while (period.kind !== "fixed" && found.length < count) {
    const last = found.at(-1) as BudgetSpan;
    found.push(
      period.kind === "rolling"
        ? { startMs: last.startMs - period.days * DAY_MS, endMs: last.startMs, resetsAtMs: last.startMs }
        : spanAt(period, last.startMs - 1, calendar),
    );
  }
  return found;
}

/** Periods that are over and share an instant with [fromMs, toMs], newest first; rolling windows have none. */
export function closedSpans(period: BudgetPeriod, fromMs: number, toMs: number, nowMs: number, calendar: Calendar): BudgetSpan[] {
  if (period.kind === "rolling") return [];
  const newest = spanAt(period, Math.min(toMs, nowMs), calendar);
  const found: BudgetSpan[] = [];
  for (let span = newest; span.endMs > fromMs; span = spanAt(period, span.startMs - 1, calendar)) {
    if (span.endMs <= nowMs && span.startMs <= toMs) found.push(span);
    if (period.kind === "fixed") break;
  }
  return found;
}
