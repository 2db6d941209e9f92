import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  activeMedian,
  cacheCollapsed,
  commonGrowth,
  crossing,
  errorsTogether,
  headroom,
  impactUsd,
  isNews,
  judgeBaseline,
  judgeHour,
  judgeShare,
  READY_MADE_RULES,
  surelyAtLeast,
} from "../service";
import type { OwnBaseline, Rule, Share, TenantHour } from "./rule";

const rule = (id: string): Rule => {
  const found = READY_MADE_RULES.find((each) => each.id === id);
  if (!found) throw new Error(`no rule ${id}`);
  return found;
};
const hourRule = rule("tenant-hour").condition as TenantHour;
const baselineRule = rule("own-baseline").condition as OwnBaseline;

test("every ready-made rule has an id of its own, a reason of one line and the reported number; fixed dollars, tokens and latencies are only suggested", () => {
  expect(new Set(READY_MADE_RULES.map(({ id }) => id)).size).toBe(READY_MADE_RULES.length);
  for (const { id, reason, reported, title, subjects, on, condition } of READY_MADE_RULES) {
    expect([reason, reported, title].every((text) => text.length > 0 && !text.includes("\n"))).toBe(true);
    expect(subjects.length).toBeGreaterThan(0);
    if (condition.kind.startsWith("latency") || condition.kind === "against_expected") expect(on).toBe(false);
    if (condition.kind === "amount") expect(on).toBe(["request-cost", "attempts"].includes(id));
  }
  expect(JSON.parse(JSON.stringify(READY_MADE_RULES))).toEqual(READY_MADE_RULES);
});

test("what fired speaks again only after it came back below nine tenths", () => {
  let firing = false;
  const began = [9, 11, 9.5, 11, 8.9, 10.5, 10].map((value) => {
    const next = crossing(firing, value, 10);
    firing = next.firing;
    return next.began;
  });
  expect(began).toEqual([false, true, false, false, false, true, false]);
  expect(crossing(true, 0.21, 0.2, "below")).toEqual({ firing: true, began: false, ended: false });
  expect(crossing(true, 0.23, 0.2, "below")).toEqual({ firing: false, began: false, ended: true });
});

describe("the tenant rule", () => {
  const seen = {
    tokens: 110_000,
    usd: 2,
    median: 10_000,
    activeHours: 100,
    seasonalHigh: null,
    similarMedian: null,
    isOfTenant: true,
  };

  test("fires above ten times the median active hour, from $1 of impact on", () => {
    expect(judgeHour(hourRule, seen).ratio).toBeCloseTo(1.1);
    expect(judgeHour(hourRule, { ...seen, tokens: 99_000 }).ratio).toBeLessThan(1);
    expect(judgeHour(hourRule, { ...seen, usd: 1 }).ratio).toBe(0);
    expect(judgeHour(hourRule, seen).impactUsd).toBeCloseTo((2 * 100) / 110);
  });

  test("gives way to a season that expects as much", () => {
    expect(judgeHour(hourRule, { ...seen, seasonalHigh: 200_000 }).ratio).toBeLessThan(1);
    expect(judgeHour(hourRule, { ...seen, seasonalHigh: 50_000 }).ratio).toBeGreaterThan(1);
  });

  test("judges a newcomer by the ceiling and by similar subjects; a tenant with nobody to compare it with by a hundred ceilings", () => {
    const young = { ...seen, tokens: 5_000_000, usd: 20, activeHours: 2 };
    expect(judgeHour(hourRule, young)).toMatchObject({ coldStart: true, threshold: 100_000_000, ratio: 0.05 });
    expect(judgeHour(hourRule, { ...young, tokens: 120_000_000, usd: 0.9 }).ratio).toBe(0);
    expect(judgeHour(hourRule, { ...young, tokens: 120_000_000, isOfTenant: false }).ratio).toBe(0);
    expect(judgeHour(hourRule, { ...young, similarMedian: 100_000 })).toMatchObject({
      coldStart: true,
      threshold: 1_000_000,
      ratio: 5,
    });
    expect(judgeHour(hourRule, { ...young, similarMedian: 600_000 }).ratio).toBeLessThan(1);
  });

  test("takes the median of active hours alone", () => {
    expect(activeMedian([0, 5, 0, 1, 9, 0])).toEqual({ median: 5, activeHours: 3 });
    expect(activeMedian([0, 0])).toBeNull();
  });
});

describe("shares", () => {
  const refused = rule("status-429").condition as Share;
  const seen = { whole: 600, part: 180, usdLastHour: 1, wasFiring: false };

  test("fire when they are above for certain, with enough requests and dollars", () => {
    expect(judgeShare(refused, seen)).toMatchObject({ firing: true, share: 0.3 });
    expect(judgeShare(refused, { ...seen, whole: 10, part: 3 }).firing).toBe(false);
    expect(judgeShare(refused, { ...seen, part: 8 }).firing).toBe(false);
    expect(judgeShare(refused, { ...seen, usdLastHour: 0 }).firing).toBe(false);
    expect(judgeShare(refused, { ...seen, part: 5.5, wasFiring: true }).firing).toBe(true);
    expect(judgeShare(refused, { ...seen, part: 5, wasFiring: true }).firing).toBe(false);
  });

  test("the believable least is never above the share, and nears it with volume", () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.integer({ min: 1, max: 10_000 }), (part, more) => {
        const least = surelyAtLeast(part, part + more);
        expect(least).toBeGreaterThanOrEqual(0);
        expect(least).toBeLessThanOrEqual(part / (part + more) + 1e-12);
        expect(surelyAtLeast(100 * part, 100 * (part + more))).toBeGreaterThanOrEqual(least - 1e-12);
      }),
    );
  });
});

test("an own baseline fires beyond its band, by a least factor and dollars, and not for what everybody shares", () => {
  const seen = { actual: 30, expected: 5, high: 12, usdPerUnit: 1, commonFactor: 1 };
  expect(judgeBaseline(baselineRule, seen)).toMatchObject({ ratio: 2.5, impactUsd: 25, severity: "warning" });
  expect(judgeBaseline(baselineRule, { ...seen, commonFactor: 4 }).ratio).toBeLessThan(1);
  expect(judgeBaseline(baselineRule, { ...seen, usdPerUnit: 0.01 }).ratio).toBe(0);
  expect(judgeBaseline(baselineRule, { ...seen, actual: 9, high: 6 }).ratio).toBeLessThan(1);
  expect(judgeBaseline(baselineRule, { ...seen, actual: 100 }).severity).toBe("critical");
});

test("impact is what was used beyond the expected, at the price of a unit", () => {
  expect(impactUsd(1500, 500, 0.002)).toBeCloseTo(2);
  expect(impactUsd(3, 5, 1)).toBe(-2);
});

describe("many tenants together", () => {
  const tenants = (parts: number[]) => parts.map((part, index) => ({ tenant: `t${index}`, part, whole: 100 }));

  test("a provider's outage is one fact that names the tenants hit", () => {
    expect(errorsTogether(tenants([33, 30, 40, 28, 0]), 0.05)).toEqual(["t0", "t1", "t2", "t3"]);
  });
  test("one or two runaways are not", () => {
    expect(errorsTogether(tenants([90, 0, 1, 0, 1]), 0.05)).toBeNull();
    expect(errorsTogether(tenants([90, 80, 1, 0, 1]), 0.05)).toBeNull();
  });
  test("a launch moves the median of all; a runaway does not", () => {
    expect(commonGrowth([38, 41, 40, 44, 36, 1])).toBe(40);
    expect(commonGrowth([400, 1, 1.1, 0.9, 1, 1])).toBe(1);
    expect(commonGrowth([40, 40])).toBe(1);
  });
});

test("headroom is that of the tighter limit; a collapsed cache and a first event are told for certain and once", () => {
  expect(headroom({ limitTokens: 1000, remainingTokens: 500, limitRequests: 100, remainingRequests: 10 })).toBe(0.1);
  expect(headroom({})).toBeNull();
  const cache = { factor: 0.5, leastRequests: 50 };
  expect(cacheCollapsed(cache, { hits: 5, requests: 200, usualRate: 0.6 })).toBe(true);
  expect(cacheCollapsed(cache, { hits: 55, requests: 200, usualRate: 0.6 })).toBe(false);
  expect(cacheCollapsed(cache, { hits: 0, requests: 20, usualRate: 0.6 })).toBe(false);
  expect(isNews(rule("deprecated-model"), "production", false)).toBe(true);
  expect(isNews(rule("deprecated-model"), "staging", false)).toBe(false);
  expect(isNews(rule("model-policy"), "staging", true)).toBe(false);
});
