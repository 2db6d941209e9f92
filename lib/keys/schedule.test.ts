import fc from "fast-check";
import { expect, test } from "vitest";
import { DAY_MS, HOUR_MS, localDate } from "@/lib/platform/time";
import { daysLeft, dueDate, remindersAhead, rotateBy } from "./schedule";

const ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "America/Havana",
  "Pacific/Apia",
];
const zone = fc.constantFrom(...ZONES);
const instant = fc.integer({ min: Date.parse("2024-01-01"), max: Date.parse("2029-01-01") });
const hourIn = (name: string) =>
  new Intl.DateTimeFormat("en-GB", { timeZone: name, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

test("every reminder is due when the owner's clock shows 09:00, on the day its step says", () => {
  fc.assert(
    fc.property(instant, fc.integer({ min: -400, max: 400 }), zone, (nowMs, days, name) => {
      const on = localDate(nowMs + days * DAY_MS, name);
      const ahead = remindersAhead(on, nowMs, name);
      for (const { step, dueMs } of ahead) {
        expect(dueMs).toBeGreaterThan(nowMs);
        expect(hourIn(name).format(dueMs)).toBe("09:00");
        expect(Math.round((Date.parse(localDate(dueMs, name)) - Date.parse(on)) / DAY_MS)).toBe(step);
      }
      expect(new Set(ahead.map(({ step }) => step)).size).toBe(ahead.length);
      // One weekly one, and no week left out before it.
      const weekly = ahead.filter(({ step }) => step > 0);
      expect(weekly).toHaveLength(1);
      expect((weekly[0]?.step ?? 0) % 7).toBe(0);
      if ((weekly[0]?.step ?? 0) > 7) expect((weekly[0]?.dueMs ?? 0) - nowMs).toBeLessThanOrEqual(7 * DAY_MS + 2 * HOUR_MS);
    }),
  );
});

test("walking through time meets each step of the ladder once, whatever the zone and the pace", () => {
  fc.assert(
    fc.property(zone, instant, fc.integer({ min: 1, max: 50 }), (name, start, hours) => {
      const on = localDate(start + 40 * DAY_MS, name);
      const met = new Map<number, number>();
      for (let nowMs = start; nowMs < start + 62 * DAY_MS; nowMs += hours * HOUR_MS)
        for (const { step, dueMs } of remindersAhead(on, nowMs, name)) {
          expect(met.get(step) ?? dueMs).toBe(dueMs);
          met.set(step, dueMs);
        }
      expect([...met.keys()].filter((step) => step <= 14).sort((a, b) => a - b)).toEqual([-30, -14, -7, -1, 0, 7, 14]);
    }),
    { numRuns: 40 },
  );
});

test("09:00 stays 09:00 on both sides of a change of the clock", () => {
  // Berlin goes back an hour on 2026-10-25: 09:00 is 07:00Z before and 08:00Z from then on.
  const ahead = remindersAhead("2026-10-26", Date.parse("2026-09-01T00:00:00Z"), "Europe/Berlin");
  expect(ahead.map(({ step, dueMs }) => [step, new Date(dueMs).toISOString()])).toEqual([
    [-30, "2026-09-26T07:00:00.000Z"],
    [-14, "2026-10-12T07:00:00.000Z"],
    [-7, "2026-10-19T07:00:00.000Z"],
    [-1, "2026-10-25T08:00:00.000Z"],
    [0, "2026-10-26T08:00:00.000Z"],
    [7, "2026-11-02T08:00:00.000Z"],
  ]);
});

test("a date is counted in days of the calendar, and the earlier of rotation and expiry is due", () => {
  const rotated = Date.parse("2026-01-01T23:30:00Z");
  expect(rotateBy(rotated, 90, "UTC")).toBe("2026-04-01");
  expect(rotateBy(rotated, 90, "Europe/Berlin")).toBe("2026-04-02");
  expect(dueDate(rotated, 90, null, "UTC")).toEqual({ on: "2026-04-01", reason: "rotation" });
  expect(dueDate(rotated, 90, Date.parse("2026-03-01T12:00:00Z"), "UTC")).toEqual({ on: "2026-03-01", reason: "expiry" });
  expect(daysLeft("2026-03-30", Date.parse("2026-03-28T23:30:00Z"), "Europe/Berlin")).toBe(1);
});
