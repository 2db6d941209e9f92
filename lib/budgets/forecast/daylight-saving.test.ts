import { describe, expect, test } from "vitest";
import { DAY_MS, HOUR_MS, nextPeriod } from "@/lib/platform/time";
import { dayParts } from "./local-days";
import { forecastOf, hoursBefore, localMidnight, officeHour, ZONES } from "./series-fixture";

/** Days on which clocks change in one of the zones, by their length in hours there. */
const CHANGES: [date: string, lengths: Record<string, number>][] = [
  ["2026-03-08", { "America/New_York": 23 }],
  ["2026-03-29", { "Europe/Berlin": 23 }],
  ["2026-04-05", { "Australia/Lord_Howe": 24.5 }],
  ["2026-10-04", { "Australia/Lord_Howe": 23.5 }],
  ["2026-10-25", { "Europe/Berlin": 25 }],
  ["2026-11-01", { "America/New_York": 25 }],
];

describe.each(ZONES)("%s", (zone) => {
  test.each(CHANGES)(
    "the days around %s are cut at local midnights, with each hour of the clock as long as it is",
    (date, lengths) => {
      const fromMs = localMidnight(date, zone);
      const parts = dayParts(fromMs - 36 * HOUR_MS, fromMs + 4 * DAY_MS + 17 * 60_000, zone);
      for (const [index, part] of parts.entries()) {
        expect(part.fromMs).toBe(index === 0 ? fromMs - 36 * HOUR_MS : parts[index - 1]?.toMs);
        const sum = part.hours.reduce((total, hours) => total + hours, 0);
        expect(sum).toBeCloseTo((part.toMs - part.fromMs) / HOUR_MS, 9);
      }
      const changed = parts.find((part) => part.fromMs === fromMs);
      expect(changed?.hours.reduce((total, hours) => total + hours, 0)).toBeCloseTo(lengths[zone] ?? 24, 9);
      expect(changed?.weekday).toBe(new Date(`${date}T12:00:00Z`).getUTCDay());
    },
  );

  test.each(CHANGES)("even use before %s is forecast by the hours its week really has", (date) => {
    const nowMs = localMidnight(date, zone) - 3 * DAY_MS;
    const hours = hoursBefore(nowMs, 60, zone, () => 2);
    for (const ahead of [4, 7]) {
      const days = Array.from({ length: ahead }).reduce<number>((at) => nextPeriod("day", at, zone), nowMs);
      const { expected } = forecastOf({ hours, nowMs, periodStartMs: nowMs, periodEndMs: days, zone, spentSoFar: 0 });
      expect(Math.abs(expected / ((2 * (days - nowMs)) / HOUR_MS) - 1)).toBeLessThan(0.004);
    }
  });

  test.each(CHANGES)("office hours keep to the clock on the wall across %s", (date) => {
    const nowMs = localMidnight(date, zone) - 3 * DAY_MS;
    const hours = hoursBefore(nowMs, 60, zone, (atMs) => officeHour(atMs, zone));
    // From the Monday after the change: its morning alone, which an hour's error would halve.
    const mondayMs = nextPeriod("day", localMidnight(date, zone), zone);
    const period = { periodStartMs: mondayMs, periodEndMs: mondayMs + 8 * HOUR_MS, spentSoFar: 0 };
    let coming = 0;
    for (let hour = 0; hour < 8; hour++) coming += officeHour(mondayMs + hour * HOUR_MS, zone);
    expect(Math.abs(forecastOf({ hours, nowMs, zone, ...period }).expected / coming - 1)).toBeLessThan(0.03);
  });
});
