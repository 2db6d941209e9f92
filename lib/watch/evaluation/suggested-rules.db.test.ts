import { afterAll, beforeAll, expect, test } from "vitest";
import { setClock } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { loadOrganisation } from "@/lib/platform/organisation";
import { ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import { loadRules } from "../rules/in-force";
import { startRules } from "../rules/service";
import { Evaluator } from "./evaluator";
import { alertsOf, type Calls, pass } from "./traffic-fixture";

useDatabase();

const evaluator = new Evaluator();
const told = async (tenant: string) => new Set((await alertsOf(tenant)).map(({ rule_id }) => rule_id));

beforeAll(async () => {
  await ensurePriceBook();
  await loadOrganisation();
  await startRules();
  await pool().query(
    `UPDATE alert_rule SET enabled = true WHERE id IN ('correlation-cost', 'user-daily-spend', 'hourly-spend', 'daily-spend', 'latency-p95',
       'latency-p99', 'provider-latency', 'content-filter', 'length-stop')`,
  );
  await pool().query(`UPDATE alert_rule SET scope = '{"environment": ["staging"]}' WHERE id = 'latency-p99'`);
  await loadRules();
  setClock("2026-11-20T10:10:00Z");
});
afterAll(() => setClock(null));

test("suggested rules tell what they are for once they are on: amounts, users, user actions, latencies, ends of answers", async () => {
  const slow = (latency_ms: number) => ({ fields: { latency_ms, finish_reason: "stop" } });
  await pass([evaluator], 12, () => [{ tenant: "steady", count: 5, usd: 0.001, ...slow(400) }]);
  expect(await alertsOf()).toEqual([]);
  const calls: Calls[] = [
    { tenant: "steady", count: 5, usd: 0.001, ...slow(400) },
    { tenant: "talk", count: 8, usd: 0.4, fields: { correlation_id: "c-1", latency_ms: 900 } },
    { tenant: "user", count: 6, usd: 10, fields: { user: "u_1", latency_ms: 900 } },
    { tenant: "slow", count: 30, ...slow(12_000) },
    { tenant: "cut", count: 40, fields: { finish_reason: "length" } },
    { tenant: "filtered", count: 40, fields: { finish_reason: "content_filter" } },
  ];
  await pass([evaluator], 3, () => calls);
  expect([...(await told("talk"))]).toContain("correlation-cost");
  expect([...(await told("user"))]).toEqual(expect.arrayContaining(["user-daily-spend", "hourly-spend"]));
  expect([...(await told("slow"))]).toContain("latency-p95");
  expect([...(await told("cut"))]).toContain("length-stop");
  expect([...(await told("filtered"))]).toContain("content-filter");
  const shared = (await alertsOf()).filter(({ rule_id }) => rule_id === "provider-latency");
  expect(shared.map(({ subject_key }) => subject_key)).toContain("provider=openai");
  // Narrowed to what nobody sent.
  expect((await alertsOf()).map(({ rule_id }) => rule_id)).not.toContain("latency-p99");
  expect((await alertsOf("steady")).filter(({ tenants }) => tenants.length === 1)).toEqual([]);
  const correlation = (await alertsOf("talk")).filter(({ rule_id }) => rule_id === "correlation-cost");
  expect(correlation).toHaveLength(1);
  expect(correlation[0]?.summary).toMatch(/^One user action of talk \(chat\) cost \$/);
});
