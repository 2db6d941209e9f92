import { afterAll, beforeAll, expect, test } from "vitest";
import { listChannels, listDeliveries, startDeliveries } from "@/lib/deliveries/service";
import { preparePartitions } from "@/lib/metering/service";
import { pool } from "@/lib/platform/database";
import { ensurePriceBook } from "@/lib/pricing/service";
import { checkAccounting } from "@/lib/spend/service";
import { startEvaluation, startRules } from "@/lib/watch/service";
import { useDatabase } from "@/tests/database";
import { until } from "@/tests/server-process";
import { canaryState, startCanary, startRound } from "./service";

useDatabase();
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  await ensurePriceBook();
  await preparePartitions();
  await startRules();
  stops.push(await startCanary(), await startDeliveries());
});
afterAll(async () => {
  await Promise.all(stops.map((stop) => stop()));
});

const rounds = async () => (await pool().query("SELECT * FROM canary_round ORDER BY started_at")).rows;

test("without an evaluation the canary does not come back, and another round follows; with one it is back, and nothing counts it", async () => {
  expect(await startRound()).toBe(true);
  expect(await startRound()).toBe(false);
  expect(await canaryState()).toMatchObject({ lastRoundAt: null, ageSeconds: null });
  await pool().query("UPDATE canary_round SET started_at = started_at - interval '31 seconds'");

  stops.push(startEvaluation());
  // The evaluation follows what is committed after it began.
  let began = Number.NEGATIVE_INFINITY;
  await until(async () => {
    if (performance.now() - began > 8000) {
      await pool().query("UPDATE canary_round SET started_at = started_at - interval '31 seconds' WHERE evaluated_at IS NULL");
      await startRound();
      began = performance.now();
    }
    return (await canaryState()).ageSeconds !== null;
  });
  const { ageSeconds, late } = await canaryState();
  expect(ageSeconds).toBeLessThan(300);
  expect(late).toBe(false);
  expect(await startRound()).toBe(false);
  // Rounds that were taken in together come back one after another.
  await until(async () => (await rounds()).at(-1)?.received_at !== null);
  expect((await rounds()).at(-1)).toMatchObject({ evaluated_at: expect.any(Date), received_at: expect.any(Date) });

  expect(await listChannels()).toEqual([]);
  expect((await listDeliveries({ limit: 100 }, true)).deliveries).toEqual([]);
  const { rows } = await pool().query("SELECT tenant, requests::int FROM rollup_minute");
  expect(new Set(rows.map(({ tenant }) => tenant))).toEqual(new Set(["__canary"]));
  expect((await pool().query("SELECT FROM usage_event WHERE tenant = '__canary' AND effective_cost <> 0")).rowCount).toBe(0);
  const books = await checkAccounting({});
  expect(books).toMatchObject({ ok: true, events: { requests: 0, input_tokens: 0 }, rollups: { requests: 0 } });
});
