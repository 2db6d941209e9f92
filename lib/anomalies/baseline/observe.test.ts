import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@/lib/platform/time";
import { officeHours, wobble } from "../series-fixture";
import { observe, type Verdict } from "./observe";
import { newBaseline } from "./state";

const START_MS = Date.UTC(2026, 2, 2);

function judge(points: readonly (readonly [atMs: number, value: number])[]): Verdict[] {
  const state = newBaseline();
  return points.map(([atMs, value]) => observe(state, atMs, value));
}

const hours = (days: number, value: (hour: number) => number) =>
  judge(Array.from({ length: days * 24 }, (_, hour) => [START_MS + hour * HOUR_MS, value(hour)] as const));
const alerts = (verdicts: readonly Verdict[]) => verdicts.filter(({ alert }) => alert);
const hourOf = ({ atMs }: Verdict) => (atMs - START_MS) / HOUR_MS;
const office = (hour: number) => officeHours(START_MS + hour * HOUR_MS) * wobble(hour, 0.2);

const anySeries = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 2 * DAY_MS }), fc.double({ min: -1e9, max: 1e9, noNaN: true })), {
    minLength: 1,
    maxLength: 200,
  })
  .map((steps) => {
    let atMs = START_MS;
    return steps.map(([gapMs, value]) => {
      atMs += gapMs;
      return [atMs, value] as const;
    });
  });

describe("for any series", () => {
  test("what is said of a prefix is the prefix of what is said of the whole", () => {
    fc.assert(
      fc.property(anySeries, fc.nat(), (points, cut) => {
        const length = cut % (points.length + 1);
        expect(judge(points.slice(0, length))).toEqual(judge(points).slice(0, length));
      }),
      { numRuns: 100 },
    );
  });

  test("a state that was written down as JSON goes on as if it never was", () => {
    fc.assert(
      fc.property(anySeries, (points) => {
        let state = newBaseline();
        const said = points.map(([atMs, value]) => {
          state = JSON.parse(JSON.stringify(state));
          return observe(state, atMs, value);
        });
        expect(said).toEqual(judge(points));
        expect(JSON.stringify(state).length).toBeLessThan(20_000);
      }),
      { numRuns: 50 },
    );
  });

  test("low <= expected <= high, all finite, and a score from 0 to 1 that is above a half where it alerts", () => {
    fc.assert(
      fc.property(anySeries, (points) => {
        for (const { low, expected, high, score, alert } of judge(points)) {
          expect([low, expected, high].every(Number.isFinite)).toBe(true);
          expect(low).toBeLessThanOrEqual(expected);
          expect(expected).toBeLessThanOrEqual(high);
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1);
          if (alert) expect(score).toBeGreaterThanOrEqual(0.5);
        }
      }),
      { numRuns: 100 },
    );
  });
});

test("refuses times that go back and values that are no numbers", () => {
  const state = newBaseline();
  observe(state, START_MS, 1);
  expect(() => observe(state, START_MS - 1, 1)).toThrow(RangeError);
  expect(() => observe(state, START_MS, Number.NaN)).toThrow(RangeError);
});

describe("stays quiet", () => {
  test("over three months of office hours with weekends", () => {
    expect(alerts(hours(90, office))).toEqual([]);
  });

  test("over a tenant ten times as big, in the very same way", () => {
    const [small, big] = [hours(60, office), hours(60, (hour) => 10 * office(hour))];
    expect(alerts(big)).toEqual([]);
    expect(big.map(({ score }) => score.toFixed(6))).toEqual(small.map(({ score }) => score.toFixed(6)));
  });

  test("over a batch at 02:00 once it is learnt, of a tenant that chats by day", () => {
    const verdicts = hours(90, (hour) => office(hour) + (hour % 24 === 2 ? 800 * wobble(hour, 0.15) : 0));
    expect(alerts(verdicts).filter((each) => hourOf(each) > 4 * 24)).toEqual([]);
  });

  test("over a batch that begins in the second month, after its first nights", () => {
    const verdicts = hours(90, (hour) => office(hour) + (hour % 24 === 2 && hour > 30 * 24 ? 800 * wobble(hour, 0.15) : 0));
    const told = alerts(verdicts).map(hourOf);
    expect(told[0]).toBe(30 * 24 + 2);
    expect(told.filter((hour) => hour > 34 * 24)).toEqual([]);
  });

  test("over a cron of once a day, once it is learnt", () => {
    const verdicts = hours(60, (hour) => (hour % 24 === 6 ? 5 * wobble(hour, 0.1) : 0));
    expect(alerts(verdicts).filter((each) => hourOf(each) > 4 * 24)).toEqual([]);
  });
});

describe("tells once", () => {
  test("a spike, at its own point", () => {
    const verdicts = hours(60, (hour) => office(hour) * (hour === 1000 ? 10 : 1));
    expect(alerts(verdicts).map((each) => [hourOf(each), each.finding])).toEqual([[1000, "above"]]);
  });

  test("a level shift, which is then followed", () => {
    const verdicts = hours(70, (hour) => 100 * wobble(hour, 0.1) * (hour >= 1000 ? 3 : 1));
    expect(alerts(verdicts).map(hourOf)).toEqual([1000]);
    const later = verdicts[1000 + 72];
    expect(later?.expected).toBeGreaterThan(270);
    expect(later?.expected).toBeLessThan(330);
  });

  test("a series that goes to nought within its working hours, and no night as a silence", () => {
    const stop = 42 * 24 + 10;
    const verdicts = hours(49, (hour) => (hour >= stop ? 0 : office(hour)));
    const [first, ...rest] = alerts(verdicts);
    expect(first && hourOf(first)).toBe(stop);
    expect(first?.finding).toBe("below");
    expect(rest.length).toBeLessThanOrEqual(2);
  });

  test("a cron whose run is missing", () => {
    const verdicts = hours(60, (hour) => (hour % 24 === 6 && hour < 50 * 24 ? 5 * wobble(hour, 0.1) : 0));
    expect(alerts(verdicts).filter((each) => hourOf(each) > 4 * 24)[0]).toMatchObject({
      atMs: START_MS + (50 * 24 + 6) * HOUR_MS,
      finding: "below",
    });
  });

  test("a drift of weeks that no single day shows", () => {
    const verdicts = hours(80, (hour) => 200 * wobble(hour, 0.1) * (1 + 2.5 * Math.min(1, Math.max(0, hour / 24 - 40) / 32)));
    const told = alerts(verdicts);
    expect(told[0]?.finding).toBe("drift_up");
    const day = (told[0]?.atMs ?? 0) / DAY_MS - START_MS / DAY_MS;
    expect(day).toBeGreaterThan(40);
    expect(day).toBeLessThan(62);
    expect(told.length).toBeLessThanOrEqual(2);
  });

  test("a sensor that is stuck on one value inside its band", () => {
    const verdicts = judge(
      Array.from({ length: 3000 }, (_, index) => {
        const value = index < 2500 ? 50 + 5 * Math.sin(index / 46) + 4 * (wobble(index, 0.5) - 1) : 51;
        return [START_MS + index * 5 * MINUTE_MS, value] as const;
      }),
    );
    expect(alerts(verdicts).map(({ finding }) => finding)).toEqual(["flat"]);
  });
});

test("a cold start tells nothing of the first points, nor of the first morning", () => {
  expect(alerts(hours(2, (hour) => (hour < 8 ? 1 : 5) * wobble(hour, 0.2)))).toEqual([]);
  expect(alerts(judge([3, 900, 1, 4000].map((value, index) => [START_MS + index * DAY_MS, value] as const)))).toEqual([]);
});
