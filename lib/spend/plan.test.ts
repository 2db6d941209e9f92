import fc from "fast-check";
import { expect, test } from "vitest";
import { DIMENSIONS, type Dimension } from "@/lib/metering/service";
import { DAY_MS, firstInstantOf, nextPeriod, periods, QUARTER_MS } from "@/lib/platform/time";
import { bucketsOf, coveringCuboids, planSegments, type Tiling } from "./plan";

const at = (text: string) => Date.parse(text);
const ZONES = [
  "UTC",
  "Europe/Berlin",
  "Asia/Kathmandu",
  "America/Havana",
  "Australia/Lord_Howe",
  "America/St_Johns",
  "Pacific/Apia",
];
const quarterHour = fc
  .integer({ min: at("2010-10-01T00:00:00Z") / QUARTER_MS, max: at("2027-01-01T00:00:00Z") / QUARTER_MS })
  .map((quarters) => quarters * QUARTER_MS);

const tiling = fc
  .record({
    fromMs: quarterHour,
    length: fc.integer({ min: 1, max: 60 * 96 }),
    border: fc.integer({ min: -100, max: 61 * 96 }),
    zone: fc.constantFrom(...ZONES),
    dayZone: fc.constantFrom(...ZONES),
    unit: fc.constantFrom("hour" as const, "day" as const, "week" as const, "month" as const, "none" as const),
    tiers: fc.record({ day: fc.boolean(), hour: fc.boolean() }),
  })
  .map(({ fromMs, length, border, zone, dayZone, unit, tiers }): Tiling => {
    const toMs = fromMs + length * QUARTER_MS;
    const list = unit === "none" ? [{ startMs: fromMs, endMs: toMs }] : periods(fromMs, toMs, unit, zone);
    return { fromMs, toMs, periods: list, foldedUntilMs: fromMs + border * QUARTER_MS, dayZone, tiers };
  });

test("segments tile the range without overlap, each within its period", () => {
  fc.assert(
    fc.property(tiling, (input) => {
      let reached = input.fromMs;
      for (const segment of planSegments(input)) {
        expect(segment.startMs).toBe(reached);
        expect(segment.endMs).toBeGreaterThan(segment.startMs);
        const period = input.periods[segment.period];
        expect(segment.startMs).toBeGreaterThanOrEqual(period?.startMs ?? Number.POSITIVE_INFINITY);
        expect(segment.endMs).toBeLessThanOrEqual(period?.endMs ?? Number.NEGATIVE_INFINITY);
        reached = segment.endMs;
      }
      expect(reached).toBe(input.toMs);
    }),
    { numRuns: 400 },
  );
});

test("a bucket read from a tier holds nothing but what the segment stands for", () => {
  fc.assert(
    fc.property(tiling, (input) => {
      for (const segment of planSegments(input)) {
        if (segment.tier === "minute") expect(segment.startMs).toBeGreaterThanOrEqual(input.foldedUntilMs);
        else expect(segment.endMs).toBeLessThanOrEqual(input.foldedUntilMs);
        if (segment.tier === "day") {
          expect(firstInstantOf("day", segment.startMs, input.dayZone)).toBe(segment.startMs);
          const last = bucketsOf(segment, input.dayZone).at(-1)?.bucketMs ?? 0;
          const end = nextPeriod("day", last, input.dayZone);
          expect(segment.endMs === end || segment.endMs === input.foldedUntilMs).toBe(true);
        }
        if (segment.tier === "hour") {
          expect(segment.startMs % (4 * QUARTER_MS)).toBe(0);
          expect(segment.endMs % (4 * QUARTER_MS) === 0 || segment.endMs === input.foldedUntilMs).toBe(true);
        }
      }
    }),
    { numRuns: 400 },
  );
});

test("thirty days of the organisation are read from thirty day rows and the minutes", () => {
  const fromMs = at("2026-10-22T00:00:00Z");
  const toMs = fromMs + 30 * DAY_MS;
  const foldedUntilMs = at("2026-11-20T09:15:00Z");
  const list = periods(fromMs, toMs, "day", "UTC");
  const plan = planSegments({ fromMs, toMs, periods: list, foldedUntilMs, dayZone: "UTC", tiers: { day: true, hour: true } });
  expect(plan.map((segment) => segment.tier)).toEqual([...Array(30).fill("day"), "minute"]);
});

test("an hour that the border of a local day splits is read from quarters", () => {
  const fromMs = at("2026-11-18T18:15:00Z");
  const toMs = at("2026-11-20T18:15:00Z");
  const list = periods(fromMs, toMs, "day", "Asia/Kathmandu");
  const foldedUntilMs = at("2026-11-25T00:00:00Z");
  const plan = planSegments({ fromMs, toMs, periods: list, foldedUntilMs, dayZone: "UTC", tiers: { day: true, hour: true } });
  expect(plan.map((segment) => segment.tier)).toEqual(["quarter", "hour", "quarter", "quarter", "hour", "quarter"]);
});

test("every set of dimensions is covered by a day cuboid, the empty one by the smallest", () => {
  const sets = fc.subarray([...DIMENSIONS]).map((list) => new Set<Dimension>(list));
  fc.assert(fc.property(sets, (needed) => coveringCuboids(needed).day !== null));
  expect(coveringCuboids(new Set())).toEqual({ day: 0, hour: 0 });
  expect(coveringCuboids(new Set(["tenant"]))).toEqual({ day: 1, hour: 1 });
  expect(coveringCuboids(new Set(["model", "feature"]))).toEqual({ day: 6, hour: null });
});
