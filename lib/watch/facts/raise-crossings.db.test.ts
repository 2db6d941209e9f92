import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { archiveBudget, changeBudget, createBudget } from "@/lib/budgets/changes/change-budgets";
import { newBudget } from "@/lib/budgets/contract";
import { StandingsKeeper } from "@/lib/budgets/standings/keeper";
import { newReRating } from "@/lib/metering/re-rating/contract";
import { reRate } from "@/lib/metering/re-rating/service";
import { setClock } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { loadOrganisation } from "@/lib/platform/organisation";
import { newPrice } from "@/lib/pricing/contract";
import { createPrice, ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import { author, record, spend } from "@/tests/spent-usage";
import { changeRule, endCrossings, followFacts, resetRule, startRules } from "../service";

useDatabase();
beforeAll(async () => {
  await ensurePriceBook();
  await loadOrganisation();
  await startRules();
  followFacts();
});

const NOW = "2026-11-20T10:07:00Z";
let name = 0;
let tenant = "";
beforeEach(() => {
  setClock(NOW);
  tenant = `t${name++}`;
});
afterEach(() => setClock(null));

const make = (fields: Record<string, unknown> = {}) =>
  createBudget(newBudget.parse({ name: "Monthly", scope: { tenant }, period: "month", limit: "100", ...fields }), author);

async function alerts(budget: string) {
  const { rows } = await pool().query<Record<string, unknown>>(
    `SELECT rule_id, subject_key, subject_label, scope, episode, threshold, severity, since_close, actual, high, unit, summary, facts, tenants,
       impact_usd::text FROM alert WHERE subject_key LIKE 'budget:' || $1 || '%' ORDER BY actual, threshold`,
    [budget],
  );
  return rows;
}

test("a tenant's budget overspent by real events is one alert, with two instances looking, that says who, how much of what limit, and the forecast", async () => {
  const { id } = await make();
  for (let day = 1; day <= 19; day++) {
    const time = `2026-11-${String(day).padStart(2, "0")}T10:00:00Z`;
    setClock(time);
    await spend(tenant, "1", time);
  }
  setClock(NOW);
  const rest = () => 30n * 10n ** 18n;
  const keepers = [new StandingsKeeper(rest), new StandingsKeeper(rest)];
  const look = () => Promise.all(keepers.map((keeper) => keeper.look()));
  await look();
  await spend(tenant, "90", NOW);
  await look();
  await look();
  const found = await alerts(id);
  expect(found.filter(({ threshold }) => String(threshold).startsWith("actual"))).toHaveLength(1);
  const told = found.find(({ threshold }) => threshold === "actual:100");
  expect(told).toMatchObject({
    ...{ rule_id: "budget", subject_key: `budget:${id}`, episode: "2026-11-01T00:00:00.000Z", severity: "critical" },
    ...{ since_close: false, actual: 109, high: 100, unit: "usd", tenants: [tenant], scope: { tenant }, impact_usd: "9" },
    summary: `${tenant} has spent $109.00 of $100.00 (109%) in this month (until 2026-12-01); forecast: $139.00 (139%) by 2026-12-01.`,
  });
  expect(told?.facts).toEqual(
    expect.arrayContaining([
      { label: "Who", value: tenant },
      { label: "Limit", value: "$100.00" },
    ]),
  );
  await spend(tenant, "500", NOW);
  await look();
  await new StandingsKeeper().look();
  expect(await alerts(id)).toHaveLength(found.length);
});

test("a stroke through every threshold is told once, by the gravest; step by step each is told", async () => {
  const stroke = await make({ name: "At a stroke" });
  const steps = await make({ scope: { tenant, feature: "chat" }, thresholds: [50, 80, 100] });
  const keeper = new StandingsKeeper();
  await keeper.look();
  for (const [cost, told] of [
    ["51", ["info"]],
    ["30", ["info", "warning"]],
    ["20", ["info", "warning", "critical"]],
  ] as const) {
    await spend(tenant, cost, NOW, { feature: "chat" });
    await keeper.look();
    expect((await alerts(steps.id)).map(({ severity }) => severity)).toEqual(told);
  }
  // 19.42 of 30 days have gone.
  expect((await alerts(steps.id))[0]?.summary).toContain("forecast: $78.78 (78.78%) by 2026-12-01 at the pace so far");
  const other = await make({ scope: { tenant: `${tenant}-b` } });
  keeper.followBudgets();
  await keeper.look();
  await spend(`${tenant}-b`, "300", NOW);
  await keeper.look();
  expect((await alerts(other.id)).map(({ threshold }) => threshold)).toEqual(["actual:100"]);
  expect(stroke.id).not.toBe(other.id);
});

test("a re-rating that moves the spend under the limit and over it again tells nothing anew", async () => {
  const { id } = await make({ scope: { tenant, model: "gpt-4o-mini" }, limit: "1", thresholds: [50] });
  const keeper = new StandingsKeeper();
  await keeper.look();
  await record([
    {
      id: tenant,
      tenant,
      timestamp: NOW,
      provider: "openai",
      model: "gpt-4o-mini",
      usage: { input_tokens: 4_000_000, output_tokens: 0 },
    },
  ]);
  await keeper.look();
  expect(await alerts(id)).toHaveLength(1);
  for (const input of ["0.05", "0.2"]) {
    const rates = { input, output: "0.6" };
    await createPrice(newPrice.parse({ provider: "openai", model: "gpt-4o-mini", rates, effective_from: "2026-11-01" }), author);
    await reRate(newReRating.parse({ reason: "test", dry_run: false, filter: { tenant } }), author);
    await keeper.look();
    await new StandingsKeeper().look();
    expect(await alerts(id)).toHaveLength(1);
  }
});

test("a template names its subject; what is found of a closed period is marked so", async () => {
  const feature = tenant;
  setClock("2026-10-20T00:00:00Z");
  const { id } = await make({ scope: { feature }, each: "tenant", limit: "10", thresholds: [100] });
  setClock(NOW);
  const keeper = new StandingsKeeper();
  await keeper.look();
  await spend("acme", "12", NOW, { feature });
  await keeper.look();
  await spend("late", "12", "2026-10-25T00:00:00Z", { feature });
  await keeper.look();
  expect(await alerts(id)).toMatchObject([
    { subject_key: `budget:${id}|tenant=acme`, subject_label: "Monthly · acme", tenants: ["acme"], since_close: false },
    { subject_key: `budget:${id}|tenant=late`, since_close: true, summary: expect.stringContaining("which is over") },
  ]);
});

test("the rule switched off, or narrowed to others, tells nothing", async () => {
  const { id } = await make({ thresholds: [50, 100] });
  const keeper = new StandingsKeeper();
  await keeper.look();
  await changeRule("budget", { scope: { tenant: ["somebody-else"] } }, author);
  await spend(tenant, "60", NOW);
  await keeper.look();
  expect(await alerts(id)).toEqual([]);
  await resetRule("budget", author);
  await spend(tenant, "60", NOW);
  await keeper.look();
  expect(await alerts(id)).toHaveLength(1);
});

test("an alert ends when its period is over, or its episode; what goes on stays", async () => {
  const month = await make({ thresholds: [100] });
  const template = await make({ scope: { feature: tenant }, each: "tenant", limit: "10", thresholds: [100] });
  const rolling = await make({ period: { kind: "rolling", days: 1 }, thresholds: [100] });
  const keeper = new StandingsKeeper();
  await keeper.look();
  await spend(tenant, "120", NOW, { feature: tenant });
  await keeper.look();
  const states = async () => {
    await endCrossings();
    const { rows } = await pool().query<{ state: string }>(
      "SELECT state FROM alert WHERE subject_key LIKE ANY($1) ORDER BY array_position($2::text[], substr(subject_key, 8, 36))",
      [[month.id, template.id, rolling.id].map((id) => `budget:${id}%`), [month.id, template.id, rolling.id]],
    );
    return rows.map(({ state }) => state);
  };
  expect(await states()).toEqual(["open", "open", "open"]);
  setClock("2026-11-22T10:07:00Z");
  await keeper.look();
  expect(await states()).toEqual(["open", "open", "resolved"]);
  setClock("2026-12-01T00:00:01Z");
  expect(await states()).toEqual(["resolved", "resolved", "resolved"]);
});

test("a limit raised above what is spent ends the alert and says so; spent up again it opens again; an archived budget's ends", async () => {
  const { id } = await make({ thresholds: [100] });
  const keeper = new StandingsKeeper();
  await keeper.look();
  const after = async (act: () => Promise<unknown>) => {
    await act();
    keeper.followBudgets();
    await keeper.look();
    await endCrossings();
    const { rows } = await pool().query<{ state: string; high: number; reason: string | null }>(
      `SELECT t.state, t.high, (SELECT detail ->> 'reason' FROM alert_note WHERE alert_id = t.id ORDER BY id DESC LIMIT 1) AS reason
       FROM alert AS t WHERE subject_key = 'budget:' || $1`,
      [id],
    );
    return rows;
  };
  expect(await after(() => spend(tenant, "120", NOW))).toMatchObject([{ state: "open", high: 100 }]);
  expect(await after(() => changeBudget(id, { limit: "110" }, author))).toMatchObject([{ state: "open" }]);
  expect(await after(() => changeBudget(id, { limit: "200" }, author))).toMatchObject([
    { state: "resolved", reason: "The limit was raised: the threshold is no longer crossed." },
  ]);
  expect(await after(() => spend(tenant, "90", NOW))).toMatchObject([{ state: "open", high: 200 }]);
  expect(await after(() => archiveBudget(id, author))).toMatchObject([{ state: "resolved", reason: "The budget was archived." }]);
});
