import { afterAll, beforeAll, expect, test } from "vitest";
import { changeEntry, createEntry } from "@/lib/directory/service";
import { nowMs, setClock } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { loadOrganisation } from "@/lib/platform/organisation";
import { HOUR_MS, MINUTE_MS } from "@/lib/platform/time";
import { ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import { author } from "@/tests/spent-usage";
import { previewRule } from "../backtest/preview";
import { coversOf } from "../rules/covers";
import { startRules } from "../rules/service";
import { Evaluator } from "./evaluator";
import { alertsOf, history, pass } from "./traffic-fixture";

useDatabase();
const NOW = Date.parse("2026-11-18T00:00:00Z");
const evaluators = [new Evaluator(), new Evaluator()];
const calls = (tenant: string, count: number, fields: Record<string, unknown> = {}) => ({ tenant, count, usd: 0.01, fields });

beforeAll(async () => {
  await ensurePriceBook();
  await loadOrganisation();
  await startRules();
  for (const name of ["acme", "acme-old"]) await createEntry("tenant", { name }, author);
  await history(10, NOW, () => [calls("acme", 5, { user: "ann" }), calls("acme-old", 50, { user: "ann" })]);
  for (const evaluator of evaluators) await evaluator.look();
});
afterAll(() => setClock(null));

const merge = (into: string | null) => changeEntry("tenant", "acme-old", { merged_into: into }, author);

async function requestsOf(subject: string): Promise<number[]> {
  const { rows } = await pool().query<{ requests: number[] }>(
    "SELECT requests FROM baseline_day WHERE subject = $1 AND day = '2026-11-17'",
    [subject],
  );
  return rows[0]?.requests ?? [];
}
const told = async () => (await alertsOf()).map(({ rule_id, subject_key }) => `${rule_id} ${subject_key}`);

test("after a merge the past of both names is one before anybody is judged by it: the usual of both is no news", async () => {
  expect(await requestsOf("tenant=acme")).toEqual(Array(24).fill(5));
  await merge("acme");
  await pass(evaluators, 2, (minute) => (minute === 0 ? [calls("acme", 5), calls("acme-old", 50)] : []));
  expect(await told()).toEqual([]);
  for (const subject of ["tenant=acme", "tenant=acme|feature=chat"])
    expect(await requestsOf(subject), subject).toEqual(Array(24).fill(55));
  const { rows } = await pool().query("SELECT subject, active_hours FROM baseline_subject WHERE tenant <> '' ORDER BY subject");
  expect(rows.map(({ subject }) => subject).filter((subject) => subject.includes("acme-old"))).toEqual([]);
  expect(rows.find(({ subject }) => subject === "tenant=acme")).toMatchObject({ active_hours: 240 });
  // What is shared by everybody is what it was.
  expect(await requestsOf("feature=chat")).toEqual(Array(24).fill(55));
});

test("what runs away under both names is one alert with the usage of both, of a user too", async () => {
  await pass(evaluators, 1, () => [calls("acme", 330, { user: "ann" }), calls("acme-old", 330, { user: "ann" })]);
  const found = await told();
  expect(found).toContain("tenant-hour tenant=acme");
  expect(found).toContain("tenant-hour tenant=acme|user=ann");
  expect(found.filter((each) => /acme-old/.test(each))).toEqual([]);
  expect(found.filter((each) => each.endsWith(" user=ann"))).toEqual([]);
  const alert = (await alertsOf()).find(({ rule_id, subject_key }) => rule_id === "tenant-hour" && subject_key === "tenant=acme");
  expect([...(alert?.tenants ?? [])].sort()).toEqual(["acme", "acme-old"]);
  expect(alert?.contributors.map(({ name }) => name.split(" ")[0]).sort()).toEqual(["acme", "acme-old"]);
});

test("a closed hour, a back-test and a rule's scope take both names for one", async () => {
  setClock(new Date(NOW + HOUR_MS - MINUTE_MS));
  await pass(evaluators, 3, () => []);
  const { rows } = await pool().query<{ requests: number[] }>(
    "SELECT requests FROM baseline_day WHERE subject = 'tenant=acme' AND day = '2026-11-18'",
  );
  expect(rows[0]?.requests[0]).toBe(55 + 660);
  const preview = await previewRule("tenant-hour", {
    days: 20,
    change: { subjects: ["tenant"], scope: { tenant: ["acme-old"] } },
    limit: 10,
  });
  expect(preview.by_subject.map(({ key }) => key)).toEqual(["tenant=acme"]);
  expect(coversOf({ tenant: ["acme-old"] })({ tenant: "acme" })).toBe(true);
  expect(coversOf({ tenant: ["acme"] })({ tenant: "other" })).toBe(false);
});

test("undoing it makes two of the past again", async () => {
  await merge(null);
  for (const evaluator of evaluators) await evaluator.look();
  expect(await requestsOf("tenant=acme")).toEqual(Array(24).fill(5));
  expect(await requestsOf("tenant=acme-old")).toEqual(Array(24).fill(50));
  expect(nowMs()).toBeGreaterThan(NOW);
});
