import { expect, test } from "vitest";
import { burnDownOf, idealNow } from "./burn-down";

const reading = {
  period_start: "2026-11-01T00:00:00Z",
  ends_at: "2026-11-11T00:00:00Z",
  limit: "100",
  points: [
    { at: "2026-11-02T00:00:00Z", spent: "10" },
    { at: "2026-11-06T00:00:00Z", spent: "70" },
  ],
  band: [
    { at: "2026-11-06T00:00:00Z", expected: "70", low: "70", high: "70" },
    { at: "2026-11-11T00:00:00Z", expected: "140", low: "120", high: "160" },
  ],
};

test("what is left begins at the limit, follows what was spent, and goes on as the forecast below zero", () => {
  const chart = burnDownOf(reading);
  expect(chart.points.map(({ left }) => left)).toEqual([100, 90, 30, null]);
  expect(chart.points.map(({ expected }) => expected)).toEqual([null, null, 30, -40]);
  expect(chart.points.at(-1)?.interval).toEqual([-60, -20]);
});

test("the ideal line falls evenly from the limit to nothing", () => {
  const chart = burnDownOf(reading);
  expect(chart.points.map(({ ideal }) => Math.round(ideal ?? 0))).toEqual([100, 90, 50, 0]);
  expect(idealNow(chart)).toBe(50);
});

test("a rolling window begins at no limit and has no ideal line", () => {
  const points = [{ at: "2026-11-01T00:00:00Z", spent: "65" }, ...reading.points];
  const chart = burnDownOf({ ...reading, points }, true);
  expect(chart.points.map(({ left }) => left)).toEqual([35, 90, 30, null]);
  expect(new Set(chart.points.map(({ ideal }) => ideal))).toEqual(new Set([null]));
});

test("without a forecast the line of what is left ends now, and the period goes on", () => {
  const chart = burnDownOf({ ...reading, band: [] });
  expect(chart.hasForecast).toBe(false);
  expect(chart.points.at(-1)).toMatchObject({ atMs: chart.endMs, left: null, expected: null });
});
