import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type CalendarUnit,
  DAY_MS,
  firstInstantOf,
  HOUR_MS,
  isTimeZone,
  localDate,
  nextPeriod,
  periods,
  QUARTER_MS,
  rfc3339,
  startOfLocalDate,
} from "./time";

const ZONES = Intl.supportedValuesOf("timeZone");
const UNITS: CalendarUnit[] = ["hour", "day", "week", "month"];
const at = (text: string) => Date.parse(text);
const instant = fc.integer({ min: at("1972-02-01T00:00:00Z"), max: at("2045-01-01T00:00:00Z") });
const zone = fc.constantFrom(...ZONES);

/** The local date as Intl tells it: an implementation apart from ours. */
function dateByIntl(instantMs: number, timeZone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(instantMs);
}

const starts = (list: { startMs: number }[]) => list.map((each) => rfc3339(each.startMs));

describe("in every zone", () => {
  test("periods tile the range and each instant is in exactly one", () => {
    fc.assert(
      fc.property(
        zone,
        instant,
        fc.integer({ min: 1, max: 20 * DAY_MS }),
        fc.constantFrom(...UNITS),
        (name, from, length, unit) => {
          const list = periods(from, from + length, unit, name);
          expect(list[0]?.startMs).toBeLessThanOrEqual(from);
          expect(list.at(-1)?.endMs).toBeGreaterThanOrEqual(from + length);
          expect(list.at(-1)?.startMs).toBeLessThan(from + length);
          for (const [index, period] of list.entries()) {
            expect(period.endMs).toBeGreaterThan(period.startMs);
            if (index > 0) expect(period.startMs).toBe(list[index - 1]?.endMs);
            const inside = period.startMs + Math.floor((period.endMs - period.startMs) * 0.37);
            for (const each of [period.startMs, inside, period.endMs - 1]) {
              expect(firstInstantOf(unit, each, name)).toBe(period.startMs);
              expect(nextPeriod(unit, each, name)).toBe(period.endMs);
            }
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test("a day begins at the first instant of its date", () => {
    fc.assert(
      fc.property(zone, instant, (name, when) => {
        const start = firstInstantOf("day", when, name);
        expect(dateByIntl(start, name) > dateByIntl(start - 1, name)).toBe(true);
        expect(dateByIntl(start, name)).toBe(localDate(when, name));
        expect(startOfLocalDate(localDate(when, name), name)).toBe(start);
      }),
      { numRuns: 400 },
    );
  });

  test("around each change of the clock in 2026, days and hours are whole and begin on a quarter of an hour", () => {
    for (const name of ZONES) {
      const days = periods(at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z"), "day", name);
      expect(days.length).toBeGreaterThanOrEqual(365);
      for (const { startMs, endMs } of days) {
        if (endMs - startMs === DAY_MS && startMs % QUARTER_MS === 0) continue;
        expect(startMs % QUARTER_MS).toBe(0);
        expect([22, 23, 23.5, 24, 24.5, 25, 26]).toContain((endMs - startMs) / HOUR_MS);
        expect(dateByIntl(startMs, name)).toBe(dateByIntl(endMs - 1, name));
        const hours = periods(startMs, endMs, "hour", name);
        expect(hours[0]?.startMs).toBe(startMs);
        expect(hours.at(-1)?.endMs).toBe(endMs);
        for (const hour of hours) expect([0.5, 1]).toContain((hour.endMs - hour.startMs) / HOUR_MS);
      }
    }
  });

  test("weeks begin on the asked weekday and months on the first", () => {
    fc.assert(
      fc.property(zone, instant, fc.constantFrom(0, 1, 6), (name, when, weekday) => {
        const week = localDate(firstInstantOf("week", when, name, weekday as 0 | 1 | 6), name);
        const skipped =
          name === "Pacific/Apia" || name === "Pacific/Fakaofo" || /Kwajalein|Kiritimati|Enderbury|Kanton/.test(name);
        if (!skipped) expect(new Date(`${week}T00:00:00Z`).getUTCDay()).toBe(weekday);
        const month = localDate(firstInstantOf("month", when, name), name);
        if (!skipped) expect(month.slice(8)).toBe("01");
        expect(month.slice(0, 7)).toBe(localDate(when, name).slice(0, 7));
      }),
      { numRuns: 200 },
    );
  });
});

describe("zones with a past", () => {
  test("Havana: midnight is skipped in spring and comes twice in autumn", () => {
    const spring = periods(at("2026-03-07T12:00:00Z"), at("2026-03-09T12:00:00Z"), "day", "America/Havana");
    expect(starts(spring)).toEqual(["2026-03-07T05:00:00Z", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z"]);
    const autumn = periods(at("2026-10-31T12:00:00Z"), at("2026-11-02T12:00:00Z"), "day", "America/Havana");
    expect(starts(autumn)).toEqual(["2026-10-31T04:00:00Z", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z"]);
    expect(rfc3339(firstInstantOf("day", at("2026-11-01T04:30:00Z"), "America/Havana"))).toBe("2026-11-01T04:00:00Z");
  });

  test("Kathmandu: days and hours begin at a quarter past in UTC", () => {
    expect(rfc3339(firstInstantOf("day", at("2026-11-20T18:14:59Z"), "Asia/Kathmandu"))).toBe("2026-11-19T18:15:00Z");
    expect(rfc3339(firstInstantOf("day", at("2026-11-20T18:15:00Z"), "Asia/Kathmandu"))).toBe("2026-11-20T18:15:00Z");
    expect(rfc3339(firstInstantOf("hour", at("2026-11-20T10:00:00Z"), "Asia/Kathmandu"))).toBe("2026-11-20T09:15:00Z");
  });

  test("Lord Howe: half an hour is lost and won", () => {
    const lost = periods(at("2026-10-03T15:00:00Z"), at("2026-10-03T17:00:00Z"), "hour", "Australia/Lord_Howe");
    expect(starts(lost)).toEqual(["2026-10-03T14:30:00Z", "2026-10-03T15:30:00Z", "2026-10-03T16:00:00Z"]);
    const won = periods(at("2026-04-04T14:00:00Z"), at("2026-04-04T16:30:00Z"), "hour", "Australia/Lord_Howe");
    expect(starts(won)).toEqual(["2026-04-04T14:00:00Z", "2026-04-04T15:00:00Z", "2026-04-04T15:30:00Z"]);
  });

  test("Apia: 2011-12-30 never was", () => {
    const days = periods(at("2011-12-29T12:00:00Z"), at("2012-01-01T00:00:00Z"), "day", "Pacific/Apia");
    expect(days.map((day) => localDate(day.startMs, "Pacific/Apia"))).toEqual(["2011-12-29", "2011-12-31", "2012-01-01"]);
    expect(startOfLocalDate("2011-12-30", "Pacific/Apia")).toBe(startOfLocalDate("2011-12-31", "Pacific/Apia"));
  });

  test("Sao Paulo: days that began at one o'clock", () => {
    expect(rfc3339(firstInstantOf("day", at("2018-11-04T12:00:00Z"), "America/Sao_Paulo"))).toBe("2018-11-04T03:00:00Z");
    expect(nextPeriod("day", at("2018-11-04T12:00:00Z"), "America/Sao_Paulo")).toBe(at("2018-11-05T02:00:00Z"));
  });

  test("Casablanca: the clock goes back for Ramadan", () => {
    const days = periods(at("2026-02-14T12:00:00Z"), at("2026-02-16T12:00:00Z"), "day", "Africa/Casablanca");
    expect(starts(days)).toEqual(["2026-02-13T23:00:00Z", "2026-02-14T23:00:00Z", "2026-02-16T00:00:00Z"]);
  });

  test("St. John's, set back at one past midnight: no day ends twice", () => {
    const days = periods(at("2010-11-06T12:00:00Z"), at("2010-11-08T12:00:00Z"), "day", "America/St_Johns");
    expect(starts(days)).toEqual(["2010-11-06T02:30:00Z", "2010-11-07T02:30:00Z", "2010-11-08T03:30:00Z"]);
  });
});

test("dates that the calendar does not have are refused", () => {
  expect(startOfLocalDate("2026-02-29", "UTC")).toBeNull();
  expect(startOfLocalDate("2026-13-01", "UTC")).toBeNull();
  expect(startOfLocalDate("20261101", "UTC")).toBeNull();
});

test("knows zones by name, not by offset", () => {
  expect(isTimeZone("Europe/Berlin")).toBe(true);
  expect(isTimeZone("UTC")).toBe(true);
  expect(isTimeZone("Europe/Atlantis")).toBe(false);
  expect(isTimeZone("+02:00")).toBe(false);
});
