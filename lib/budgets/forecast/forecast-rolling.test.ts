import { expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "@/lib/platform/time";
import { forecastRolling } from "./forecast-rolling";
import { projectedBreach } from "./projected-breach";
import { hoursBefore, localMidnight } from "./series-fixture";

const zone = "America/New_York";
const nowMs = localMidnight("2026-06-11", zone) + 8 * HOUR_MS;
const windowMs = 7 * DAY_MS;

test("even use keeps a rolling window where it is, all along the path", () => {
  const hours = hoursBefore(nowMs, 60, zone, () => 3);
  const answer = forecastRolling({ hours, nowMs, zone, windowMs, spentSoFar: 3 * 168 });
  if (answer.kind !== "forecast") throw new Error("no forecast");
  for (const { expected } of answer.band) expect(Math.abs(expected / (3 * 168) - 1)).toBeLessThan(0.01);
  expect(answer.runRate).toEqual({ perHour: 3, periodTotal: 504 });
});

test("what was used leaves the window: a wild day is gone a week later, and a breach is seen before it leaves", () => {
  const wild = (atMs: number) => nowMs - atMs > 5 * DAY_MS && nowMs - atMs <= 6 * DAY_MS;
  const hours = hoursBefore(nowMs, 60, zone, (atMs) => (wild(atMs) ? 30 : 3));
  const answer = forecastRolling({ hours, nowMs, zone, windowMs, spentSoFar: 6 * 24 * 3 + 24 * 30 });
  if (answer.kind !== "forecast") throw new Error("no forecast");
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
  const answer = forecastRolling({ hours, nowMs, zone, windowMs, spentSoFar: 384 });
  expect(answer).toMatchObject({ kind: "not_enough_history", spentSoFar: 384, runRate: { periodTotal: 384 } });
  expect(projectedBreach(answer, 385)).toBeNull();
});
