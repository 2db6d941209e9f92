import { expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "@/lib/platform/time";
import type { ForecastAnswer } from "./forecast";
import { forecastPeriod } from "./forecast-period";
import { projectedBreach } from "./projected-breach";
import { forecastOf, hoursBefore, localMidnight, monthOf, noise } from "./series-fixture";

const zone = "Asia/Kathmandu";
const nowMs = localMidnight("2026-06-11", zone);
const steady = forecastOf(
  monthOf(
    hoursBefore(nowMs, 60, zone, () => 1),
    nowMs,
    zone,
  ),
);

test("even use of 24 a day reaches a limit when so many hours have passed, to within an hour or two", () => {
  // 240 are spent when ten days of June are over.
  expect(steady.spentSoFar).toBe(240);
  expect(Math.abs((projectedBreach(steady, 600) ?? 0) - (nowMs + 360 * HOUR_MS))).toBeLessThan(2 * HOUR_MS);
  expect(projectedBreach(steady, 721)).toBeNull();
});

test("a limit reached already gives now, and one at the forecast itself the period's end", () => {
  expect(projectedBreach(steady, 240)).toBe(nowMs);
  expect(projectedBreach(steady, 100)).toBe(nowMs);
  expect(projectedBreach(steady, steady.expected)).toBe(steady.periodEndMs);
});

test("the high path reaches a limit first, the low one last; a higher limit is reached later", () => {
  const hours = hoursBefore(nowMs, 60, zone, (_atMs, index) => noise(index) + 3 * noise(Math.floor(index / 24)));
  const answer = forecastOf(monthOf(hours, nowMs, zone));
  const limit = answer.spentSoFar + (answer.low - answer.spentSoFar) * 0.9;
  const [high, expected, low] = (["high", "expected", "low"] as const).map(
    (path) => projectedBreach(answer, limit, path) ?? Number.NaN,
  );
  expect(high).toBeLessThan(expected ?? 0);
  expect(expected).toBeLessThan(low ?? 0);
  expect(projectedBreach(answer, limit * 1.01)).toBeGreaterThan(expected ?? 0);
});

test("without enough history it is when the run rate gets there", () => {
  const answer: ForecastAnswer = forecastPeriod({
    ...monthOf(
      hoursBefore(nowMs, 5, zone, () => 1),
      nowMs,
      zone,
    ),
    spentSoFar: 240,
  });
  expect(answer.kind).toBe("not_enough_history");
  expect(projectedBreach(answer, 480)).toBe(nowMs + 10 * DAY_MS);
  expect(projectedBreach(answer, 721)).toBeNull();
  expect(projectedBreach({ ...answer, nowMs: answer.periodEndMs + 1 }, 721)).toBeNull();
});
