import fc from "fast-check";
import { expect, test } from "vitest";
import { DAY_MS, QUARTER_MS } from "@/lib/platform/time";
import type { BudgetPeriod } from "../fields/contract";
import { closedSpans, spanAt, spansBefore } from "./periods";

const ZONES = [
  ...["UTC", "Asia/Kathmandu", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "America/Havana"],
  ...["Africa/Casablanca", "Pacific/Chatham", "Asia/Kolkata", "America/St_Johns", "Pacific/Apia", "America/Santiago"],
];
const CALENDAR: BudgetPeriod[] = (["hour", "day", "week", "month", "quarter", "year"] as const).map((kind) => ({ kind }));

const instants = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2028, 0, 1) });
const calendars = fc.record({
  zone: fc.constantFrom(...ZONES),
  weekStartsOn: fc.constantFrom(0 as const, 1 as const, 6 as const),
});

test("periods hold their instant, tile time without gap or overlap, and begin on quarter hours", () => {
  fc.assert(
    fc.property(fc.constantFrom(...CALENDAR), instants, calendars, (period, atMs, calendar) => {
      const span = spanAt(period, atMs, calendar);
      expect(span.startMs).toBeLessThanOrEqual(atMs);
      expect(span.endMs).toBeGreaterThan(atMs);
      expect(span.startMs % QUARTER_MS).toBe(0);
      expect(spanAt(period, span.endMs, calendar).startMs).toBe(span.endMs);
      expect(spanAt(period, span.startMs - 1, calendar).endMs).toBe(span.startMs);
      for (const [at, past] of spansBefore(period, atMs, calendar, 4).entries()) {
        if (at === 0) expect(past).toEqual(span);
        expect(spanAt(period, past.startMs, calendar)).toEqual(past);
      }
    }),
    { numRuns: 600 },
  );
});

test("months, quarters and years begin on the first of the zone's calendar", () => {
  fc.assert(
    fc.property(instants, calendars, (atMs, calendar) => {
      const date = new Intl.DateTimeFormat("en-CA", { timeZone: calendar.zone });
      const of = (kind: "month" | "quarter" | "year") => date.format(spanAt({ kind }, atMs, calendar).startMs);
      const [year, month = ""] = date.format(atMs).split("-");
      const quarter = String(Math.floor((Number(month) - 1) / 3) * 3 + 1).padStart(2, "0");
      expect([of("month"), of("quarter"), of("year")]).toEqual([`${year}-${month}-01`, `${year}-${quarter}-01`, `${year}-01-01`]);
    }),
    { numRuns: 400 },
  );
});

test("a day is 23, 24 or 25 hours long where clocks change, and never loses one", () => {
  const berlin = { zone: "Europe/Berlin", weekStartsOn: 1 as const };
  const hours = (day: string) => {
    const { startMs, endMs } = spanAt({ kind: "day" }, Date.parse(`${day}T12:00:00Z`), berlin);
    return (endMs - startMs) / 3_600_000;
  };
  expect(["2026-03-28", "2026-03-29", "2026-10-25"].map(hours)).toEqual([24, 23, 25]);
});

test("a rolling window is whole days long, holds the current quarter hour and has no closed periods", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 90 }), instants, calendars, (days, atMs, calendar) => {
      const period = { kind: "rolling" as const, days };
      const { startMs, endMs, resetsAtMs } = spanAt(period, atMs, calendar);
      expect([endMs - startMs, endMs % QUARTER_MS, resetsAtMs]).toEqual([days * DAY_MS, 0, endMs]);
      expect(endMs - atMs).toBeGreaterThan(0);
      expect(endMs - atMs).toBeLessThanOrEqual(QUARTER_MS);
      expect(closedSpans(period, 0, atMs, atMs, calendar)).toEqual([]);
    }),
  );
});

test("closed periods are those that are over and were touched", () => {
  const calendar = { zone: "Asia/Kathmandu", weekStartsOn: 1 as const };
  const at = (text: string) => Date.parse(`${text}+05:45`);
  const closed = closedSpans(
    { kind: "month" },
    at("2026-08-31T23:59:00"),
    at("2026-11-03T10:00:00"),
    at("2026-11-03T10:00:00"),
    calendar,
  );
  expect(closed.map(({ startMs }) => startMs)).toEqual(
    ["2026-10-01", "2026-09-01", "2026-08-01"].map((day) => at(`${day}T00:00:00`)),
  );
});
