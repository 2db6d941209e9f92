import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "@/lib/platform/time";
import { forecastPeriod } from "./forecast-period";
import { anyQuestion, forecastOf, hoursBefore, localMidnight, monthOf, noise, officeHour } from "./series-fixture";

describe("for any history, zone and period", () => {
  test("what is spent <= low <= expected <= high, along a rising path from now to the period's end", () => {
    fc.assert(
      fc.property(anyQuestion, (question) => {
        const answer = forecastPeriod(question);
        if (answer.kind === "not_enough_history") {
          expect(answer.activeDays).toBeLessThan(14);
          return;
        }
        const { band, spentSoFar } = answer;
        expect(band[0]).toEqual({
          atMs: Math.max(question.nowMs, question.periodStartMs),
          expected: spentSoFar,
          low: spentSoFar,
          high: spentSoFar,
        });
        for (const [index, point] of band.entries()) {
          const before = band[Math.max(0, index - 1)] ?? point;
          expect(Number.isFinite(point.high)).toBe(true);
          expect(spentSoFar).toBeLessThanOrEqual(point.low);
          expect(point.low).toBeLessThanOrEqual(point.expected);
          expect(point.expected).toBeLessThanOrEqual(point.high);
          expect(point.expected).toBeGreaterThanOrEqual(before.expected);
          expect(point.low).toBeGreaterThanOrEqual(before.low);
          expect(point.high).toBeGreaterThanOrEqual(before.high);
        }
        const last = band.at(-1);
        expect([answer.low, answer.expected, answer.high]).toEqual([last?.low, last?.expected, last?.high]);
        if (question.nowMs < question.periodEndMs) expect(last?.atMs).toBe(question.periodEndMs);
        else expect(answer.high).toBe(spentSoFar);
      }),
      { numRuns: 150 },
    );
  });

  test("more spent raises low, expected and high by just as much", () => {
    fc.assert(
      fc.property(anyQuestion, fc.double({ min: 0, max: 100, noNaN: true }), (question, more) => {
        const [less, greater] = [
          forecastPeriod(question),
          forecastPeriod({ ...question, spentSoFar: question.spentSoFar + more }),
        ];
        if (less.kind !== "forecast" || greater.kind !== "forecast") return;
        for (const key of ["low", "expected", "high"] as const) {
          expect(greater[key]).toBeGreaterThanOrEqual(less[key]);
          expect(Math.abs(greater[key] - less[key] - more)).toBeLessThanOrEqual(1e-9 * (1 + greater[key]));
        }
      }),
      { numRuns: 100 },
    );
  });

  test("the unit does not matter: a thousand times the use is a thousand times the forecast", () => {
    fc.assert(
      fc.property(anyQuestion, (question) => {
        const { startMs, values } = question.hours;
        const big = {
          ...question,
          spentSoFar: question.spentSoFar * 1024,
          hours: { startMs, values: values.map((value) => value * 1024) },
        };
        const [one, other] = [forecastPeriod(question), forecastPeriod(big)];
        if (one.kind !== "forecast" || other.kind !== "forecast") return;
        for (const key of ["low", "expected", "high"] as const)
          expect(Math.abs(other[key] - 1024 * one[key])).toBeLessThanOrEqual(1e-6 * other[key]);
      }),
      { numRuns: 100 },
    );
  });
});

const zone = "Europe/Berlin";
const nowMs = localMidnight("2026-07-15", zone) + 10.4 * HOUR_MS;
const busy = (days: number, use = (atMs: number, index: number) => officeHour(atMs, zone) * (0.7 + 0.6 * noise(index))) =>
  hoursBefore(nowMs, days, zone, use);

describe("with little history", () => {
  test("13 active days give the plain run rate under its own name, 14 a forecast", () => {
    const thirteen = forecastPeriod({ ...monthOf(busy(13), nowMs, zone), spentSoFar: 290 });
    const elapsedHours = 14 * 24 + 10.4;
    expect(thirteen).toMatchObject({ kind: "not_enough_history", activeDays: 13, neededDays: 14 });
    expect(thirteen.runRate.perHour).toBeCloseTo(290 / elapsedHours, 9);
    expect(thirteen.runRate.periodTotal).toBeCloseTo((290 / elapsedHours) * 31 * 24, 6);
    expect(forecastPeriod(monthOf(busy(14), nowMs, zone))).toMatchObject({ kind: "forecast", activeDays: 14 });
  });

  test("days without use do not count as active, nor does today", () => {
    const everyFifthDay = busy(60, (atMs) => (Math.floor((atMs + 2 * HOUR_MS) / DAY_MS) % 5 === 0 ? 3 : 0));
    expect(forecastPeriod(monthOf(everyFifthDay, nowMs, zone))).toMatchObject({ kind: "not_enough_history" });
    expect(forecastPeriod(monthOf(busy(0), nowMs, zone))).toMatchObject({ kind: "not_enough_history", activeDays: 0 });
    expect(forecastPeriod(monthOf({ startMs: nowMs, values: [] }, nowMs, zone))).toMatchObject({ activeDays: 0 });
  });

  test("a period that has not begun has no run rate", () => {
    const next = { ...monthOf(busy(5), nowMs, zone), periodStartMs: nowMs + DAY_MS, spentSoFar: 0 };
    expect(forecastPeriod(next).runRate).toEqual({ perHour: null, periodTotal: null });
  });
});

test("a day with any use is active, however few hours had some", () => {
  const nowMs = localMidnight("2026-06-20", "UTC") + 9 * HOUR_MS;
  const once = (days: number) => (atMs: number) => (atMs >= nowMs - days * DAY_MS && new Date(atMs).getUTCHours() === 12 ? 1 : 0);
  const active = (days: number) => forecastPeriod(monthOf(hoursBefore(nowMs, 40, "UTC", once(days)), nowMs, "UTC")).activeDays;
  expect([1, 2, 3, 13].map(active)).toEqual([1, 2, 3, 13]);
});

test("looks at no value after now", () => {
  const hours = busy(60);
  const peeking = { ...hours, values: [...hours.values, 12, 1e9, 1e9, 1e9] };
  const told = { ...hours, values: [...hours.values, 12] };
  expect(forecastOf(monthOf({ ...peeking }, nowMs, zone)).band).not.toEqual([]);
  const question = monthOf(told, nowMs, zone);
  expect(forecastOf({ ...question, hours: peeking })).toEqual(forecastOf(question));
});

test("an hour without a value at the end of the series was one without use", () => {
  const hours = busy(60, (atMs, index) => (nowMs - atMs < 6 * DAY_MS ? 0 : officeHour(atMs, zone) * (0.7 + 0.6 * noise(index))));
  const short = { ...hours, values: hours.values.slice(0, -100) };
  const question = monthOf(hours, nowMs, zone);
  const [whole, cut] = [forecastOf(question), forecastOf({ ...question, hours: short })];
  expect(cut.expected).toBeCloseTo(whole.expected, 6);
});
