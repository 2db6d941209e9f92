import { describe, expect, it } from "vitest";
import { autoGranularity, comparedRanges, type Preset, rangeDates, resolveRange } from "./range";

const now = Date.parse("2026-11-21T10:07:00Z");
const iso = (ms: number) => new Date(ms).toISOString();
const choice = (preset: Preset, zone = "UTC", from: string | null = null, to: string | null = null) => ({
  preset,
  zone,
  from,
  to,
});
const resolved = (preset: Preset, zone?: string, from?: string, to?: string) => {
  const range = resolveRange(choice(preset, zone, from, to), now);
  return [iso(range.fromMs), iso(range.toMs)];
};

describe("a choice of range", () => {
  it("covers whole local days", () => {
    expect(resolved("today")).toEqual(["2026-11-21T00:00:00.000Z", "2026-11-22T00:00:00.000Z"]);
    expect(resolved("today", "Asia/Kathmandu")).toEqual(["2026-11-20T18:15:00.000Z", "2026-11-21T18:15:00.000Z"]);
    expect(resolved("7d")[0]).toBe("2026-11-15T00:00:00.000Z");
    expect(resolved("30d")[0]).toBe("2026-10-23T00:00:00.000Z");
    expect(resolved("mtd")[0]).toBe("2026-11-01T00:00:00.000Z");
    expect(resolved("last-month")).toEqual(["2026-10-01T00:00:00.000Z", "2026-11-01T00:00:00.000Z"]);
  });

  it("keeps local midnight across a change of the clock", () => {
    expect(resolved("30d", "Europe/Berlin")[0]).toBe("2026-10-22T22:00:00.000Z");
  });

  it("takes custom dates as whole days, and 30 days where they make no sense", () => {
    expect(resolved("custom", "UTC", "2026-11-01", "2026-11-02")).toEqual([
      "2026-11-01T00:00:00.000Z",
      "2026-11-03T00:00:00.000Z",
    ]);
    expect(resolved("custom", "UTC", "2026-11-02", "2026-11-01")).toEqual(resolved("30d"));
    expect(resolved("custom", "UTC", "yesterday", "2026-11-01")).toEqual(resolved("30d"));
  });
});

describe("what it is compared with", () => {
  it("is the same part of the day or month before", () => {
    const today = comparedRanges(choice("today"), now);
    expect(iso(today.current.toMs)).toBe("2026-11-21T10:15:00.000Z");
    expect([iso(today.previous.fromMs), iso(today.previous.toMs)]).toEqual([
      "2026-11-20T00:00:00.000Z",
      "2026-11-20T10:15:00.000Z",
    ]);
    const month = comparedRanges(choice("mtd"), now);
    expect([iso(month.previous.fromMs), iso(month.previous.toMs)]).toEqual([
      "2026-10-01T00:00:00.000Z",
      "2026-10-21T10:15:00.000Z",
    ]);
  });

  it("never reaches into the range itself", () => {
    const march = comparedRanges(choice("mtd"), Date.parse("2026-03-31T12:00:00Z"));
    expect(march.previous.toMs).toBe(march.current.fromMs);
  });
});

it("chooses a granularity that shows a shape", () => {
  const day = 86_400_000;
  expect([1, 7, 90, 200, 500].map((days) => autoGranularity({ fromMs: 0, toMs: days * day }))).toEqual([
    "hour",
    "day",
    "day",
    "week",
    "month",
  ]);
});

it("names the first and last local day", () => {
  expect(rangeDates(resolveRange(choice("7d"), now), "UTC")).toEqual({ from: "2026-11-15", to: "2026-11-21" });
});
