import fc from "fast-check";
import { expect, test } from "vitest";
import { type Calendar, lastFull, nextDueMs } from "./calendar";

const weekly: Calendar = { period: "week", hour: 8, zone: "Europe/Berlin", weekStartsOn: 1 };
const text = (ms: number) => new Date(ms).toISOString().replace(":00.000Z", "");

test("a week's report is about Monday to Monday, at the local hour of the next Monday, also where the clock changed between", () => {
  const due = lastFull(weekly, Date.parse("2026-10-27T12:00:00Z"));
  expect([due.startMs, due.endMs, due.dueMs].map(text)).toEqual(["2026-10-18T22:00", "2026-10-25T23:00", "2026-10-26T07:00"]);
  expect(text(nextDueMs(weekly, due.dueMs - 1))).toBe("2026-10-26T07:00");
  expect(text(nextDueMs(weekly, due.dueMs))).toBe("2026-11-02T07:00");
});

test("an hour that the clock skips is the first instant after", () => {
  const monthly: Calendar = { period: "month", hour: 2, zone: "America/Sao_Paulo", weekStartsOn: 1 };
  expect(text(lastFull(monthly, Date.parse("2026-03-02T00:00:00Z")).dueMs)).toBe("2026-03-01T05:00");
  const skipping: Calendar = { ...weekly, hour: 2, weekStartsOn: 0 };
  expect(text(lastFull(skipping, Date.parse("2026-03-30T00:00:00Z")).dueMs)).toBe("2026-03-29T01:00");
});

test("in every zone, week after week: periods tile, each is due once, after it ended and before the next one is", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("Asia/Kathmandu", "America/Havana", "Europe/Berlin", "Pacific/Apia", "Australia/Lord_Howe", "UTC"),
      fc.constantFrom<"week" | "month">("week", "month"),
      fc.integer({ min: 0, max: 23 }),
      fc.constantFrom<0 | 1 | 6>(0, 1, 6),
      fc.integer({ min: Date.parse("2024-01-01T00:00:00Z"), max: Date.parse("2027-01-01T00:00:00Z") }),
      (zone, period, hour, weekStartsOn, startMs) => {
        const calendar: Calendar = { period, hour, zone, weekStartsOn };
        let last = lastFull(calendar, startMs);
        for (let turn = 0; turn < 6; turn++) {
          const nextMs = nextDueMs(calendar, last.dueMs);
          const next = lastFull(calendar, nextMs);
          expect(next.dueMs).toBe(nextMs);
          expect(next.startMs).toBe(last.endMs);
          expect(next.dueMs).toBeGreaterThan(last.dueMs);
          expect(next.dueMs).toBeGreaterThanOrEqual(next.endMs);
          last = next;
        }
      },
    ),
  );
});
