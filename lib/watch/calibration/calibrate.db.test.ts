import { afterAll, beforeAll, expect, test } from "vitest";
import { setClock } from "@/lib/platform/clock";
import { loadOrganisation } from "@/lib/platform/organisation";
import { Reach } from "@/lib/platform/reach";
import { ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import { author, record } from "@/tests/spent-usage";
import { calibrateRules, changeRule, readRule, ruleById, startRules } from "../service";
import { highValue } from "./high-value";

useDatabase();
const FIRST = Date.parse("2026-11-01T09:30:00Z");
const HOUR = 3_600_000;

beforeAll(async () => {
  setClock(new Date(FIRST));
  await ensurePriceBook();
  await loadOrganisation();
  await startRules();
});
afterAll(() => setClock(null));

const call = (id: string, atMs: number, cost: string, fields: Record<string, unknown> = {}) => ({
  ...{
    id,
    tenant: "acme",
    timestamp: new Date(atMs).toISOString(),
    provider: "openai",
    model: "gpt-4o",
    cost_usd: cost,
    ...fields,
  },
});

test("the high value of a thousand is the one that all but one stay at or below", () => {
  expect(highValue([])).toBeNull();
  expect(highValue(Array.from({ length: 1000 }, (_, at) => 1000 - at))).toBe(999);
  expect(highValue([3, 1, 2])).toBe(3);
});

test("before fourteen whole days it says how many there are, and nothing can be switched on with it", async () => {
  await record([call("first", FIRST, "1")]);
  setClock("2026-11-06T12:00:00Z");
  await calibrateRules();
  expect((await readRule("hourly-spend", Reach.everywhere)).calibrated).toMatchObject({
    value: null,
    note: "Not enough history: 4 of the 14 whole days that a value is taken from.",
  });
  await expect(changeRule("hourly-spend", { on: true, threshold: "calibrated" }, author)).rejects.toMatchObject({
    errors: [{ pointer: "/threshold", detail: expect.stringContaining("Not enough history") }],
  });
});

test("after them it is the high value with a fifth on top, not below the reported number, and one change switches the rule on with it", async () => {
  const events = Array.from({ length: 14 * 24 }, (_, hour) =>
    call(`h${hour}`, Date.parse("2026-11-02T00:10:00Z") + hour * HOUR, "100"),
  );
  setClock("2026-11-18T12:00:00Z");
  await record(events);
  await record([call("later", Date.parse("2026-11-18T00:10:00Z"), "9000")]);
  expect(await calibrateRules()).toBeGreaterThan(5);
  expect((await readRule("hourly-spend", Reach.everywhere)).calibrated).toMatchObject({
    ...{ value: 120, observed: 100, from: "2026-11-02", to: "2026-11-15" },
    note: expect.stringContaining("were at most 100; with a fifth on top 120"),
  });
  expect((await readRule("daily-spend", Reach.everywhere)).calibrated).toMatchObject({ value: 2900, observed: 2400 });
  expect((await readRule("user-daily-spend", Reach.everywhere)).calibrated).toMatchObject({ value: 100, observed: null });
  expect((await readRule("request-tokens", Reach.everywhere)).calibrated).toMatchObject({ value: 100_000 });
  expect((await readRule("request-cost", Reach.everywhere)).calibrated).toBeNull();
  await changeRule("hourly-spend", { on: true, threshold: "calibrated" }, author);
  expect(ruleById("hourly-spend")).toMatchObject({ on: true, condition: { above: 120 } });
  // What was taken once stays.
  expect(await calibrateRules()).toBe(0);
});
