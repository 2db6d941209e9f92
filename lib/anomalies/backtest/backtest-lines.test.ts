import { expect, test } from "vitest";
import { LineBacktest } from "./backtest-lines";
import { SeriesError, SeriesReader } from "./parse-series";

const read = (...lines: string[]) => {
  const reader = new SeriesReader();
  return lines.map((line) => reader.read(line));
};
const refusal = (...lines: string[]) => {
  try {
    read(...lines);
  } catch (error) {
    if (error instanceof SeriesError) return error.message;
    throw error;
  }
  return null;
};

test("reads a time with a zone, without one as UTC, a day, seconds and milliseconds; a header or none", () => {
  const at = Date.UTC(2026, 10, 20, 10);
  const points = read(
    "timestamp,value",
    "2026-11-20T11:00:00+01:00,1",
    "2026-11-20 10:00:00,2.5e3",
    `${at / 1000},-3`,
    "",
    `${at},.5`,
    "2026-11-21,4",
  );
  expect(points.map((point) => point && [point.atMs, point.value])).toEqual([
    null,
    [at, 1],
    [at, 2500],
    [at, -3],
    null,
    [at, 0.5],
    [Date.UTC(2026, 10, 21), 4],
  ]);
  expect(read('\uFEFF"2026-11-20 10:00:00","7"')[0]?.value).toBe(7);
});

test("names the line and what is wrong with it", () => {
  const good = "2026-11-20T10:00:00Z,1";
  expect(refusal("timestamp,value", good, "2026-11-20T10:05:00Z,many")).toMatch(/^Line 3 .*"many" is no number/);
  expect(refusal(good, "yesterday,2")).toMatch(/^Line 2 .*"yesterday" is no time/);
  expect(refusal(good, "2026-02-30 00:00:00,2")).toMatch(/^Line 2 .*is no time/);
  expect(refusal(good, "2026-11-20T10:05:00Z")).toMatch(/^Line 2 has 1 column;/);
  expect(refusal(good, "2026-11-20T10:05:00Z,1,2")).toMatch(/^Line 2 has 3 columns;/);
  expect(refusal(good, "2026-11-20T10:05:00Z,")).toMatch(/^Line 2 .*"" is no number/);
  expect(refusal(good, "2026-11-20T09:59:59Z,1")).toMatch(/^Line 2 lies before the line above it/);
  expect(refusal("2026-11-20T10:00:00Z,NaN")).toMatch(/^Line 1 .*"NaN" is no number/);
});

test("answers each line before it has seen the next, and tells a spike with 1", () => {
  const test = new LineBacktest();
  expect(test.next("timestamp,value")).toBeNull();
  const lines = Array.from({ length: 400 }, (_, hour) => {
    const time = new Date(Date.UTC(2026, 0, 1, hour)).toISOString();
    return test.next(`${time},${hour === 380 ? 500 : 50 + (hour % 7)}`);
  });
  expect(lines[380]).toMatch(/^2026-01-16T20:00:00\.000Z,500,5\d\.?\d*,[\d.]+,[\d.]+,0\.9\d+,1$/);
  expect(lines.filter((line) => line?.endsWith(",1"))).toHaveLength(1);
});
