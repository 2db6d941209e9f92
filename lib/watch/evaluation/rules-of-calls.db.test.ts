import { afterAll, beforeAll, expect, test } from "vitest";
import { nowMs, setClock } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { loadOrganisation } from "@/lib/platform/organisation";
import { MINUTE_MS } from "@/lib/platform/time";
import { ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import { author, record } from "@/tests/spent-usage";
import { changeRule, startRules } from "../rules/service";
import { Evaluator } from "./evaluator";
import { alertsOf, type Calls, callsOf, history, pass } from "./traffic-fixture";

useDatabase();

const NOW = Date.parse("2026-11-18T10:00:00Z");
const evaluator = new Evaluator();
const usage = (input: number, cached: number) => ({
  usage: { input_tokens: input, output_tokens: 50, cache_read_tokens: cached },
});
const told = async (rule: string) => (await alertsOf()).filter(({ rule_id, state }) => rule_id === rule && state === "open");

beforeAll(async () => {
  await ensurePriceBook();
  await loadOrganisation();
  await startRules();
  await pool().query("UPDATE watch_position SET judged_until = $1", [new Date(NOW)]);
  await history(2, NOW, () => [
    { tenant: "cached", count: 60, fields: usage(1000, 800) },
    { tenant: "uncached", count: 60, fields: usage(1000, 0) },
  ]);
});
afterAll(() => setClock(null));

test("a cache that collapses is told once, of whom it is; a dip and what never was cached are not", async () => {
  const calls = (cached: number): Calls[] => [
    { tenant: "cached", count: 6, fields: usage(1000, cached) },
    { tenant: "uncached", count: 6, fields: usage(1000, 0) },
  ];
  await pass([evaluator], 16, (minute) => calls(minute === 8 ? 0 : 800));
  expect(await told("cache-collapse")).toEqual([]);
  await pass([evaluator], 16, () => calls(40));
  const found = await told("cache-collapse");
  expect(found.map(({ subject_key }) => subject_key)).toEqual(expect.arrayContaining(["tenant=cached"]));
  expect(found.some(({ subject_key }) => subject_key.includes("uncached"))).toBe(false);
  expect(found.find(({ subject_key }) => subject_key === "tenant=cached")?.summary).toMatch(
    /^Of the input of cached only \d+% came from the cache; \d+% are usual\.$/,
  );
});

test("a rate limit that is nearly used up is told of the tenant; one with room is not, and it ends when there is room again", async () => {
  const limited = (tenant: string, remaining: number): Calls => ({
    tenant,
    count: 2,
    fields: {
      rate_limit: { limit_tokens: 2_000_000, remaining_tokens: remaining, limit_requests: 10_000, remaining_requests: 9000 },
    },
  });
  await pass([evaluator], 2, () => [limited("near", 1_500_000), limited("far", 1_500_000)]);
  expect(await told("headroom")).toEqual([]);
  await pass([evaluator], 2, () => [limited("near", 300_000), limited("far", 1_500_000)]);
  expect(await told("headroom")).toMatchObject([{ subject_key: "tenant=near" }]);
  await pass([evaluator], 2, () => [limited("near", 1_900_000)]);
  setClock(new Date(nowMs() + 62 * MINUTE_MS));
  await pass([evaluator], 2, () => []);
  expect(await told("headroom")).toEqual([]);
});

test("a rule over single calls judges every call, however small its number and however many come at once", async () => {
  await changeRule("request-cost", { threshold: 0.01 }, author);
  await changeRule("request-tokens", { on: true, threshold: 900 }, author);
  await evaluator.look();
  const calls = (tenant: string, usd: number, input: number) =>
    callsOf({ tenant, count: 20, usd, input, fields: { correlation_id: "one" } }, nowMs());
  const events = [...calls("dear", 0.02, 100), ...calls("cheap", 0.001, 100), ...calls("long", 0.001, 1000)];
  setClock(new Date(nowMs() + MINUTE_MS - 1));
  await record(events);
  await evaluator.look();
  const tenants = async (rule: string) => (await told(rule)).map((each) => each.tenants[0]);
  expect(await tenants("request-cost")).toEqual(Array(20).fill("dear"));
  expect(await tenants("request-tokens")).toEqual(Array(20).fill("long"));
});

test("what a small number asks for is found also of calls that came while nobody looked", async () => {
  setClock(new Date(nowMs() + 5 * MINUTE_MS));
  await record(callsOf({ tenant: "unseen", count: 3, usd: 0.05 }, nowMs() - 1000));
  await new Evaluator().look();
  expect((await told("request-cost")).filter(({ tenants }) => tenants.includes("unseen"))).toHaveLength(3);
});
