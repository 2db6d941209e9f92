import { afterAll, beforeAll, expect, test } from "vitest";
import { nowMs, setClock } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { loadOrganisation } from "@/lib/platform/organisation";
import { HOUR_MS, MINUTE_MS } from "@/lib/platform/time";
import { ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import { record } from "@/tests/spent-usage";
import { startRules } from "../../rules/service";
import { Evaluator } from "../evaluator";
import { alertsOf, type Calls, callsOf, history, pass } from "../traffic-fixture";

useDatabase();
const NOW = Date.parse("2026-11-18T00:00:00Z");
const evaluators = [new Evaluator(), new Evaluator()];

const of = (user: string, calls: Partial<Calls> & { count: number }): Calls => ({
  tenant: "acme",
  usd: 0.01,
  ...calls,
  fields: { user, ...calls.fields },
});

/** A tenant of many: what one user does hardly shows in its total. */
const usual = (): Calls[] => [
  { tenant: "acme", feature: "bulk", count: 20, usd: 2, input: 400_000 },
  of("ann", { count: 3 }),
  of("bob", { count: 3 }),
  of("both", { count: 2 }),
  of("both", { count: 2, tenant: "initech" }),
];

beforeAll(async () => {
  await ensurePriceBook();
  await loadOrganisation();
  await startRules();
  await history(10, NOW, usual);
  setClock(new Date(NOW + MINUTE_MS));
  for (const evaluator of evaluators) await evaluator.look();
});
afterAll(() => setClock(null));

const usersTold = async () =>
  (await alertsOf())
    .filter(({ subject_key }) => subject_key.includes("user="))
    .map(({ rule_id, subject_key }) => `${rule_id} ${subject_key}`);

test("a user ten times beyond the own usual hour is told at once, of one tenant's user once, however small in the tenant", async () => {
  await pass(evaluators, 1, () => [of("ann", { count: 60, usd: 0.05 })]);
  expect(await usersTold()).toEqual(
    expect.arrayContaining(["own-baseline tenant=acme|user=ann", "tenant-hour tenant=acme|user=ann"]),
  );
  expect(new Set((await usersTold()).map((told) => told.split(" ")[1]))).toEqual(new Set(["tenant=acme|user=ann"]));
  const [alert] = (await alertsOf()).filter(
    ({ rule_id, subject_key }) => rule_id === "tenant-hour" && subject_key.includes("ann"),
  );
  expect(alert).toMatchObject({ tenants: ["acme"], severity: "critical" });
  expect(alert?.summary).toMatch(/^acme · ann used 9,450 tokens in the last hour, 21 times the usual 450/);
  expect((await alertsOf()).filter(({ subject_key }) => subject_key === "tenant=acme")).toEqual([]);
});

test("a user of several tenants is judged over all of them; a past is kept only of who cost enough to be told of", async () => {
  await pass(evaluators, 1, () => [
    of("both", { count: 30, usd: 0.04 }),
    of("both", { count: 30, usd: 0.04, tenant: "initech" }),
    of("cat", { count: 30, usd: 0.001 }),
  ]);
  expect(await usersTold()).toContain("tenant-hour user=both");
  const alert = (await alertsOf()).find(({ subject_key }) => subject_key === "user=both");
  expect([...(alert?.tenants ?? [])].sort()).toEqual(["acme", "initech"]);
  const { rows } = await pool().query<{ subject: string }>(
    "SELECT subject FROM baseline_subject WHERE kind IN ('user', 'tenant_user') ORDER BY subject",
  );
  expect(rows.map(({ subject }) => subject)).toEqual([
    "tenant=acme|user=ann",
    "tenant=acme|user=both",
    "tenant=initech|user=both",
    "user=both",
  ]);
});

test("the hour slides by the minute: what lies before it counts no more, though its quarter does", async () => {
  setClock(new Date(NOW + 5 * HOUR_MS));
  const told = async () => (await usersTold()).filter((each) => each.endsWith("user=bob"));
  // Half of it lies just before the hour when the other half comes, all of it within five quarters.
  const half = () => [of("bob", { count: 16, usd: 0.04 })];
  await pass(evaluators, 1, half);
  expect(await told()).toEqual([]);
  setClock(new Date(NOW + 6 * HOUR_MS + 3 * MINUTE_MS));
  await pass(evaluators, 1, half);
  expect(await told()).toEqual([]);
  expect(nowMs()).toBe(NOW + 6 * HOUR_MS + 4 * MINUTE_MS);
  await pass(evaluators, 1, half);
  expect(await told()).toContain("tenant-hour tenant=acme|user=bob");
});

test("between two looks around, who is noted is read at once", async () => {
  setClock(new Date(NOW + 8 * HOUR_MS));
  const [evaluator] = evaluators;
  await evaluator?.look();
  await record(callsOf(of("eve", { count: 40, usd: 0.05, input: 60_000 }), nowMs()));
  setClock(new Date(nowMs() + 2000));
  await evaluator?.look();
  expect(await usersTold()).toContain("tenant-hour tenant=acme|user=eve");
});

test("what notes do not name, the look around of each minute finds", async () => {
  await pass([], 1, () => [of("dan", { count: 40, usd: 0.05, input: 60_000 })]);
  await pool().query("UPDATE touched_scope SET users = '{}'");
  await pass(evaluators, 2, () => []);
  // Without a past of one's own the ceiling holds.
  expect(await usersTold()).toContain("tenant-hour tenant=acme|user=dan");
});
