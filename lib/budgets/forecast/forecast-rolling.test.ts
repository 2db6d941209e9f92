import fc from "fast-check";
import { expect, test } from "vitest";
import { DAY_MS, HOUR_MS, QUARTER_MS } from "@/lib/platform/time";
import { caughtUp, highestOf } from "./catch-up";
import type { Forecast } from "./forecast";
import { forecastPeriod } from "./forecast-period";
import { forecastRolling } from "./forecast-rolling";
import { projectedBreach } from "./projected-breach";
import { hoursBefore, localMidnight, noise, officeHour, ZONES } from "./series-fixture";

const zone = "America/New_York";
const nowMs = localMidnight("2026-06-11", zone) + 8 * HOUR_MS;
const windowMs = 7 * DAY_MS;
const windowStartMs = nowMs - windowMs;

function rolling(question: Parameters<typeof forecastRolling>[0]): Forecast {
  const answer = forecastRolling(question);
  if (answer.kind !== "forecast") throw new Error(`only ${answer.activeDays} active days`);
  return answer;
}

test("even use keeps a rolling window where it is, all along the path", () => {
  const hours = hoursBefore(nowMs, 60, zone, () => 3);
  const answer = rolling({ hours, nowMs, zone, windowStartMs, windowMs, spentSoFar: 3 * 168 });
  for (const { expected } of answer.band) expect(Math.abs(expected / (3 * 168) - 1)).toBeLessThan(0.01);
  expect(answer.runRate).toEqual({ perHour: 3, periodTotal: 504 });
});

test("what was used leaves the window: a wild day is gone a week later, and a breach is seen before it leaves", () => {
  const wild = (atMs: number) => nowMs - atMs > 5 * DAY_MS && nowMs - atMs <= 6 * DAY_MS;
  const hours = hoursBefore(nowMs, 60, zone, (atMs) => (wild(atMs) ? 30 : 3));
  const answer = rolling({ hours, nowMs, zone, windowStartMs, windowMs, spentSoFar: 6 * 24 * 3 + 24 * 30 });
  const at = (daysAhead: number) => answer.band.findLast((point) => point.atMs <= nowMs + daysAhead * DAY_MS)?.expected ?? 0;
  expect(at(0)).toBe(6 * 24 * 3 + 24 * 30);
  expect(Math.abs(at(1) / 1152 - 1)).toBeLessThan(0.02);
  expect(Math.abs(at(3) / 504 - 1)).toBeLessThan(0.02);
  expect(projectedBreach(answer, 1300)).toBeNull();
  expect(projectedBreach(answer, 1100)).toBe(nowMs);
  for (const { low, expected, high } of answer.band) expect(low <= expected && expected <= high && low >= 0).toBe(true);
});

test("without enough history it tells the window's own rate", () => {
  const hours = hoursBefore(nowMs, 5, zone, () => 3);
  const answer = forecastRolling({ hours, nowMs, zone, windowStartMs, windowMs, spentSoFar: 384 });
  expect(answer).toMatchObject({ kind: "not_enough_history", spentSoFar: 384, runRate: { periodTotal: 384 } });
  expect(projectedBreach(answer, 385)).toBeNull();
});

const anyWindow = fc.record({
  zone: fc.constantFrom(...ZONES),
  nowMs: fc.integer({ min: Date.UTC(2026, 1, 1), max: Date.UTC(2027, 1, 1) }).map((ms) => Math.floor(ms / HOUR_MS) * HOUR_MS),
  days: fc.constantFrom(1, 2, 7, 8, 30, 90),
  seed: fc.nat(1000),
  wild: fc.constantFrom(1, 3, 50),
});

test("every point is what is still inside the window and what is expected since, added up hour by hour", () => {
  fc.assert(
    fc.property(anyWindow, ({ zone, nowMs, days, seed, wild }) => {
      const startMs = nowMs - 100 * DAY_MS;
      const values = Array.from(
        { length: 2400 },
        (_, index) => officeHour(startMs + index * HOUR_MS, zone) * wild ** noise(index + seed),
      );
      const windowMs = days * DAY_MS;
      const usedSince = (fromMs: number) =>
        values.reduce((sum, value, index) => (startMs + index * HOUR_MS >= fromMs ? sum + value : sum), 0);
      const spentSoFar = usedSince(nowMs - windowMs);
      const hours = { startMs, values };
      const answer = rolling({ hours, nowMs, zone, windowStartMs: nowMs - windowMs, windowMs, spentSoFar });
      expect(answer.band[0]).toEqual({ atMs: nowMs, expected: spentSoFar, low: spentSoFar, high: spentSoFar });
      expect(answer.band.at(-1)).toEqual({
        atMs: nowMs + windowMs,
        expected: answer.expected,
        low: answer.low,
        high: answer.high,
      });
      // The same forecaster, asked for what is yet to come alone.
      const period = { periodStartMs: nowMs, periodEndMs: nowMs + windowMs, spentSoFar: 0 };
      const ahead = forecastPeriod({ hours, nowMs, zone, ...period }, 7 * DAY_MS);
      if (ahead.kind !== "forecast") throw new Error("no forecast");
      for (const point of answer.band.slice(1)) {
        // Added up here are whole hours.
        if ((point.atMs - startMs) % HOUR_MS !== 0) continue;
        const come = ahead.band.find(({ atMs }) => atMs === point.atMs);
        const stays = usedSince(point.atMs - windowMs);
        for (const path of ["expected", "low", "high"] as const)
          expect(Math.abs(point[path] - stays - (come?.[path] ?? Number.NaN))).toBeLessThan(1e-6 * (1 + stays));
      }
    }),
    { numRuns: 25 },
  );
});

test("the breach is the first instant at which the path passes the limit, also where it falls again", () => {
  // Busy three days ago: what leaves by then is little, what comes is usual.
  const hours = hoursBefore(nowMs, 60, zone, (atMs) => (nowMs - atMs <= 2 * DAY_MS ? 9 : nowMs - atMs <= 7 * DAY_MS ? 1 : 5));
  const spentSoFar = 2 * 24 * 9 + 5 * 24;
  const answer = rolling({ hours, nowMs, zone, windowStartMs, windowMs, spentSoFar });
  const highest = highestOf(answer);
  expect(highest.expected).toBeGreaterThan(answer.expected);
  const limit = (highest.expected + Math.max(spentSoFar, answer.expected)) / 2;
  const breachMs = projectedBreach(answer, limit) ?? 0;
  const first = answer.band.find(({ expected }) => expected >= limit);
  expect(first?.atMs).toBeGreaterThanOrEqual(breachMs);
  expect((first?.atMs ?? 0) - breachMs).toBeLessThanOrEqual(HOUR_MS);
  expect(projectedBreach(answer, highest.expected * 1.001)).toBeNull();
});

test("some minutes later it goes on from what is spent then, moved by what came more than expected", () => {
  const hours = hoursBefore(nowMs, 60, zone, () => 3);
  const made = rolling({ hours, nowMs, zone, windowStartMs, windowMs, spentSoFar: 504 });
  const laterMs = nowMs + QUARTER_MS;
  const now = caughtUp(made, 604, laterMs);
  expect(now.band[0]).toEqual({ atMs: laterMs, expected: 604, low: 604, high: 604 });
  expect(now.band.every(({ atMs }, index) => index === 0 || atMs > laterMs)).toBe(true);
  expect(Math.abs(now.expected - made.expected - 100)).toBeLessThan(1);
  expect(caughtUp(made, 504, nowMs).expected).toBe(made.expected);
  expect(caughtUp(made, 0, laterMs).low).toBeGreaterThanOrEqual(0);
});
