import fc from "fast-check";
import { DAY_MS, firstInstantOf, HOUR_MS, nextPeriod, offsetAt, startOfLocalDate } from "@/lib/platform/time";
import type { Forecast, ForecastAnswer, ForecastQuestion } from "./forecast";
import { forecastPeriod } from "./forecast-period";

/** The zones in which every trouble of clocks comes up: an hour twice a year, three quarters, half an hour. */
export const ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"];

const OFFICE = [1, 1, 1, 1, 1, 2, 8, 24, 60, 92, 100, 95, 70, 78, 96, 98, 90, 70, 42, 30, 24, 18, 10, 5];

/** The working week of a zone, by its own clock. */
export function officeHour(atMs: number, zone: string): number {
  const localMs = atMs + HOUR_MS / 2 + offsetAt(atMs + HOUR_MS / 2, zone);
  const weekday = new Date(localMs).getUTCDay();
  return (OFFICE[new Date(localMs).getUTCHours()] ?? 0) * (weekday === 0 || weekday === 6 ? 0.2 : 1);
}

/** Hours from the first midnight `days` before today up to now, each as `use` says. */
export function hoursBefore(nowMs: number, days: number, zone: string, use: (atMs: number, index: number) => number) {
  const startMs = firstInstantOf("day", firstInstantOf("day", nowMs, zone) - (days - 0.5) * DAY_MS, zone);
  const count = Math.floor((nowMs - startMs) / HOUR_MS);
  return { startMs, values: Array.from({ length: count }, (_, index) => use(startMs + index * HOUR_MS, index)) };
}

/** A number in [0, 1) that depends on the index alone. */
export function noise(index: number): number {
  const wild = Math.sin(index * 12.9898 + 4.1) * 43758.5453;
  return wild - Math.floor(wild);
}

export function forecastOf(question: ForecastQuestion): Forecast {
  const answer = forecastPeriod(question);
  if (answer.kind !== "forecast") throw new Error(`only ${answer.activeDays} active days`);
  return answer;
}

/** The month that holds `nowMs`, with what the hours say was used in it. */
export function monthOf(hours: ForecastQuestion["hours"], nowMs: number, zone: string): ForecastQuestion {
  const periodStartMs = firstInstantOf("month", nowMs, zone);
  const spentSoFar = hours.values.reduce(
    (sum, value, index) => (hours.startMs + index * HOUR_MS >= periodStartMs ? sum + value : sum),
    0,
  );
  return { hours, nowMs, periodStartMs, periodEndMs: nextPeriod("month", nowMs, zone), zone, spentSoFar };
}

export function localMidnight(date: string, zone: string): number {
  const startMs = startOfLocalDate(date, zone);
  if (startMs === null) throw new Error(`no date ${date}`);
  return startMs;
}

/** Histories of any sort: steady, growing, silent at times, sparse, wild; tiny and huge; ending early, beginning late. */
export const anyQuestion: fc.Arbitrary<ForecastQuestion> = fc
  .record({
    zone: fc.constantFrom(...ZONES, "UTC", "America/Havana"),
    nowMs: fc.integer({ min: Date.UTC(2025, 5, 1), max: Date.UTC(2027, 5, 1) }),
    days: fc.integer({ min: 0, max: 200 }),
    scale: fc.constantFrom(1e-12, 1e-3, 1, 250, 1e9, 1e15),
    silent: fc.constantFrom(0, 0, 0.5, 0.97),
    wild: fc.constantFrom(1, 5, 200),
    growth: fc.constantFrom(0, 0, 0.02, -0.05),
    endsDaysBefore: fc.constantFrom(0, 0, 0, 5, 40),
    seed: fc.nat(1000),
    period: fc.constantFrom(HOUR_MS, DAY_MS, 7 * DAY_MS, 30 * DAY_MS, 91 * DAY_MS, 365 * DAY_MS),
    elapsed: fc.double({ min: -0.2, max: 1.1, noNaN: true }),
    spentSoFar: fc.double({ min: 0, max: 1e6, noNaN: true }),
  })
  .map(({ zone, nowMs, days, scale, silent, wild, growth, endsDaysBefore, seed, period, elapsed, spentSoFar }) => {
    const hours = hoursBefore(nowMs, days, zone, (atMs, index) => {
      if (atMs > nowMs - endsDaysBefore * DAY_MS || noise(index + seed) < silent) return 0;
      return scale * officeHour(atMs, zone) * wild ** (2 * noise(index * 3 + seed) - 1) * Math.exp((growth * index) / 24);
    });
    const periodStartMs = Math.round(nowMs - elapsed * period);
    return {
      hours,
      nowMs,
      periodStartMs,
      periodEndMs: periodStartMs + period,
      zone,
      spentSoFar: elapsed > 0 ? spentSoFar * scale : 0,
    };
  });

export type { ForecastAnswer };
