import { describe, expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "@/lib/platform/time";
import type { Forecast } from "./forecast";
import { forecastOf, hoursBefore, localMidnight, monthOf, noise, officeHour } from "./series-fixture";

const zone = "Europe/Berlin";
const nowMs = localMidnight("2026-07-15", zone) + 14 * HOUR_MS;
const rest = ({ expected, spentSoFar }: Forecast) => expected - spentSoFar;

const shapes: Record<string, (atMs: number, index: number) => number> = {
  "a working week": (atMs, index) => officeHour(atMs, zone) * (0.8 + 0.4 * noise(index)),
  "around the clock": (_atMs, index) => 10 * (0.8 + 0.4 * noise(index)),
  growing: (atMs, index) => officeHour(atMs, zone) * (0.8 + 0.4 * noise(index)) * 1.005 ** (index / 24),
};

describe("one hour at 20 times", () => {
  for (const [name, use] of Object.entries(shapes)) {
    for (const days of [14, 21, 60, 120]) {
      test(`moves the forecast of what is left by less than 5%, wherever it lies: ${name}, ${days} days`, () => {
        const hours = hoursBefore(nowMs, days, zone, use);
        const usual = rest(forecastOf(monthOf(hours, nowMs, zone)));
        const worst = { moved: 0, hoursAgo: 0 };
        for (let hoursAgo = 1; hoursAgo <= Math.min(hours.values.length, 17 * 24); hoursAgo += days > 30 ? 7 : 2) {
          const values = [...hours.values];
          const at = values.length - hoursAgo;
          values[at] = (values[at] ?? 0) * 20;
          const moved = Math.abs(rest(forecastOf(monthOf({ ...hours, values }, nowMs, zone))) / usual - 1);
          if (moved > worst.moved) Object.assign(worst, { moved, hoursAgo });
        }
        expect(worst.moved, `${worst.hoursAgo} hours ago`).toBeLessThan(0.05);
      });
    }
  }

  test("before the period, moves its whole forecast by less than 5%", () => {
    const now = localMidnight("2026-07-02", zone) + 9 * HOUR_MS;
    const hours = hoursBefore(now, 60, zone, shapes["a working week"] ?? (() => 0));
    const usual = forecastOf(monthOf(hours, now, zone)).expected;
    for (let hoursAgo = 34; hoursAgo <= 14 * 24; hoursAgo++) {
      const values = hours.values.map((value, index) => (index === hours.values.length - hoursAgo ? 20 * value : value));
      expect(Math.abs(forecastOf(monthOf({ ...hours, values }, now, zone)).expected / usual - 1)).toBeLessThan(0.05);
    }
  });
});

describe("a level shift is followed within 7 days", () => {
  for (const factor of [2, 5, 1 / 3]) {
    for (const days of [28, 60, 120]) {
      for (const name of ["a working week", "around the clock"]) {
        test(`x ${factor.toFixed(2)} after ${days} days of ${name}: within 10% of the new level`, () => {
          const use = shapes[name] ?? (() => 0);
          for (const daysInto of [0, 1, 2, 3, 4, 5, 6]) {
            const now = localMidnight("2026-07-08", zone) + daysInto * DAY_MS + 12 * HOUR_MS;
            const shiftMs = now - 7 * DAY_MS;
            const hours = hoursBefore(now, days, zone, (atMs, index) => use(atMs, index) * (atMs >= shiftMs ? factor : 1));
            const period = { periodStartMs: now, periodEndMs: now + 28 * DAY_MS, spentSoFar: 0 };
            let coming = 0;
            for (let hour = 0; hour < 28 * 24; hour++) coming += factor * use(now + hour * HOUR_MS, 50_000 + hour);
            const { expected } = forecastOf({ hours, nowMs: now, zone, ...period });
            expect(Math.abs(expected / coming - 1)).toBeLessThan(0.1);
          }
        });
      }
    }
  }
});

test("a tenant that stops is forecast at nearly nothing a week later", () => {
  const hours = hoursBefore(nowMs, 90, zone, (atMs, index) =>
    nowMs - atMs < 7 * DAY_MS ? 0 : officeHour(atMs, zone) * (0.8 + 0.4 * noise(index)),
  );
  const before = hours.values.reduce((sum, value) => sum + value, 0) / 83;
  const answer = forecastOf({ hours, nowMs, periodStartMs: nowMs, periodEndMs: nowMs + 30 * DAY_MS, zone, spentSoFar: 0 });
  expect(answer.expected).toBeLessThan(0.02 * 30 * before);
});

test("weekdays and hours are told apart: a series that repeats each week is forecast to 1% from any point", () => {
  const hours = hoursBefore(nowMs, 56, zone, (atMs) => officeHour(atMs, zone));
  for (const aheadHours of [1, 5, 24, 60, 7 * 24, 30 * 24]) {
    let coming = 0;
    for (let hour = 0; hour < aheadHours; hour++) coming += officeHour(nowMs + hour * HOUR_MS, zone);
    const period = { periodStartMs: nowMs, periodEndMs: nowMs + aheadHours * HOUR_MS, spentSoFar: 0 };
    expect(Math.abs(forecastOf({ hours, nowMs, zone, ...period }).expected / coming - 1)).toBeLessThan(0.01);
  }
});

test("steady growth of 1% a day is carried on: 30 days ahead are forecast to 8%, and above what the level alone gives", () => {
  const use = (atMs: number, hour: number) => officeHour(atMs, zone) * (0.8 + 0.4 * noise(hour)) * 1.01 ** (hour / 24);
  const hours = hoursBefore(nowMs, 90, zone, use);
  let coming = 0;
  for (let hour = 0; hour < 30 * 24; hour++) coming += use(nowMs + hour * HOUR_MS, hours.values.length + hour);
  const lastFourWeeks = hours.values.slice(-28 * 24).reduce((sum, value) => sum + value, 0) * (30 / 28);
  const { expected } = forecastOf({ hours, nowMs, periodStartMs: nowMs, periodEndMs: nowMs + 30 * DAY_MS, zone, spentSoFar: 0 });
  expect(Math.abs(expected / coming - 1)).toBeLessThan(0.08);
  expect(expected).toBeGreaterThan(1.15 * lastFourWeeks);
});

test("use on random days, one in three, is forecast near its mean and not at nothing", () => {
  const hours = hoursBefore(nowMs, 120, zone, (atMs, index) =>
    noise(Math.floor(atMs / DAY_MS)) < 0.34 && index % 7 === 0 ? 5 : 0,
  );
  const mean = hours.values.reduce((sum, value) => sum + value, 0) / 120;
  const answer = forecastOf({ hours, nowMs, periodStartMs: nowMs, periodEndMs: nowMs + 30 * DAY_MS, zone, spentSoFar: 0 });
  expect(answer.expected).toBeGreaterThan(0.6 * 30 * mean);
  expect(answer.expected).toBeLessThan(1.4 * 30 * mean);
});
