import { describe, expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "@/lib/platform/time";
import { officeHours, wobble } from "./series-fixture";
import { closeHour, newSchedule } from "./silence";

const START_MS = Date.UTC(2026, 2, 2);

/** Hours, counted from the start, after which a silence was told. */
function silences(days: number, active: (hour: number) => boolean): number[] {
  const state = newSchedule();
  const told: number[] = [];
  for (let hour = 0; hour < days * 24; hour++) if (closeHour(state, START_MS + hour * HOUR_MS, active(hour))) told.push(hour);
  return told;
}

const daily = (hour: number) => hour % 24 === 5;
const people = (hour: number) => officeHours(START_MS + hour * HOUR_MS) * wobble(hour, 1) > 3;

describe("stays quiet", () => {
  test("over a cron that comes once a day, on time", () => expect(silences(90, daily)).toEqual([]));
  test("over a cron that comes once a week", () => expect(silences(180, (hour) => hour % 168 === 30)).toEqual([]));
  test("over a cron of working days", () =>
    expect(silences(90, (hour) => daily(hour) && new Date(START_MS + hour * HOUR_MS).getUTCDay() % 6 !== 0)).toEqual([]));
  test("over nights and weekends of people at work", () => expect(silences(90, people)).toEqual([]));
  test("over use by chance", () => expect(silences(90, (hour) => wobble(hour, 1) > 0.8)).toEqual([]));
});

describe("tells once", () => {
  test("a daily run that is missing, at the end of its own hour, and again after it came back and stopped again", () => {
    const stopped = (day: number) => (day >= 40 && day < 44) || day >= 70;
    expect(silences(80, (hour) => daily(hour) && !stopped(Math.floor(hour / 24)))).toEqual([40 * 24 + 5, 70 * 24 + 5]);
  });

  test("people who stop in the middle of a working day, within the day", () => {
    const stop = 56 * 24 + 9;
    const told = silences(60, (hour) => hour < stop && people(hour));
    expect(told).toHaveLength(1);
    expect(told[0]).toBeGreaterThanOrEqual(stop);
    expect(told[0]).toBeLessThan(stop + 9);
  });

  test("what always runs, within two hours", () => {
    const [told] = silences(40, (hour) => hour < 700);
    expect(told).toBeGreaterThanOrEqual(700);
    expect(told).toBeLessThanOrEqual(701);
  });
});

test("its state goes through JSON and stays small", () => {
  let state = newSchedule();
  const told: number[] = [];
  for (let hour = 0; hour < 50 * 24; hour++) {
    state = JSON.parse(JSON.stringify(state));
    if (closeHour(state, START_MS + hour * HOUR_MS, daily(hour) && hour < 45 * 24)) told.push(hour);
  }
  expect(told).toEqual([45 * 24 + 5]);
  expect(JSON.stringify(state).length).toBeLessThan(12_000);
  expect(state.silentSinceMs).toBe(START_MS + 44 * DAY_MS + 6 * HOUR_MS);
});
