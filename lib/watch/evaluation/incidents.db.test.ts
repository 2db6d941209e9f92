import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { setClock } from "@/lib/platform/clock";
import { loadOrganisation } from "@/lib/platform/organisation";
import { ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import { loadDeprecations } from "../facts/service";
import { startRules } from "../rules/service";
import { Evaluator } from "./evaluator";
import { alertsOf, type Calls, history, pass } from "./traffic-fixture";

useDatabase();

/** A Wednesday. */
const NOW = Date.parse("2026-11-18T14:00:00Z");
const SMALL = ["s1", "s2", "s3", "s4", "s5", "s6"];
const usual = (tenant: string): Calls => ({ tenant, count: 30, usd: 0.002 });

beforeAll(async () => {
  await ensurePriceBook();
  await loadOrganisation();
  await startRules();
  await loadDeprecations();
  await history(16, NOW, (hourMs) => [
    ...SMALL.map(usual),
    { tenant: "nightly", count: 5 },
    ...(new Date(hourMs).getUTCHours() === 2
      ? [{ tenant: "nightly", feature: "batch", count: 400, usd: 0.02, input: 4000 }]
      : []),
  ]);
});
afterAll(() => setClock(null));

let evaluators: Evaluator[] = [];
beforeEach(async () => {
  // Each test has an hour of its own, with what is usual in it.
  evaluators = [new Evaluator(), new Evaluator()];
});

test("a runaway is told within minutes, once by two instances, and after a restart not again", async () => {
  await pass(evaluators, 3, () => SMALL.map((tenant) => ({ ...usual(tenant), count: 1 })));
  expect(await alertsOf()).toEqual([]);
  await pass(evaluators, 2, () => [{ tenant: "s1", count: 300, usd: 0.005, input: 1155, output: 211 }]);
  const found = await alertsOf("s1");
  expect(found.map(({ rule_id }) => rule_id)).toContain("tenant-hour");
  const own = found.find(({ rule_id, subject_key }) => rule_id === "tenant-hour" && subject_key === "tenant=s1");
  expect(own).toMatchObject({ severity: "critical", state: "open", tenants: ["s1"] });
  expect(own?.summary).toMatch(/^s1 used [\d,]+ tokens in the last hour, [\d.,]+ times the usual/);
  evaluators = [new Evaluator(), new Evaluator(), new Evaluator()];
  await pass(evaluators, 2, () => [{ tenant: "s1", count: 300, usd: 0.005, input: 1155, output: 211 }]);
  const again = await alertsOf("s1");
  const keys = again.map(({ rule_id, subject_key, threshold }) => `${rule_id} ${subject_key} ${threshold}`);
  expect(new Set(keys).size).toBe(keys.length);
});
