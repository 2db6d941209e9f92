import { expect, test } from "vitest";
import { burnRate } from "./burn-rate";

const month = { periodStartMs: Date.UTC(2026, 10, 1), periodEndMs: Date.UTC(2026, 11, 1) };

test("is 1 on the even line, 14.4 where an hour uses 2% of a month of 30 days", () => {
  expect(burnRate({ ...month, limit: 720, spentInWindow: 6, windowHours: 6 })).toBe(1);
  expect(burnRate({ ...month, limit: 720, spentInWindow: 0, windowHours: 6 })).toBe(0);
  expect(burnRate({ ...month, limit: 100, spentInWindow: 2, windowHours: 1 })).toBeCloseTo(14.4, 12);
});

test("refuses a limit, a window or a period of nothing", () => {
  for (const wrong of [{ limit: 0 }, { limit: Number.NaN }, { windowHours: 0 }, { periodEndMs: month.periodStartMs }])
    expect(() => burnRate({ ...month, limit: 720, spentInWindow: 6, windowHours: 6, ...wrong })).toThrow(RangeError);
});
