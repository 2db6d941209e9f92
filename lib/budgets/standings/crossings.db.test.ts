import fc from "fast-check";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { newReRating } from "@/lib/metering/re-rating/contract";
import { reRate } from "@/lib/metering/re-rating/service";
import { foldRollups } from "@/lib/metering/service";
import { setClock } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { formatAtto } from "@/lib/platform/decimal";
import { loadOrganisation } from "@/lib/platform/organisation";
import { newPrice } from "@/lib/pricing/contract";
import { createPrice, ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import { author, record, spend } from "@/tests/spent-usage";
import { archiveBudget, changeBudget, createBudget } from "../changes/change-budgets";
import { createIncrease } from "../changes/increases";
import { newBudget } from "../contract";
import { onCrossing } from "../crossings/record";
import { thresholdKey } from "../model/thresholds";
import { StandingsKeeper } from "./keeper";

useDatabase();
beforeAll(async () => {
  await ensurePriceBook();
  await loadOrganisation();
});

const NOW = "2026-11-20T10:07:00Z";
let name = 0;
let tenant = "";

beforeEach(() => {
  setClock(NOW);
  tenant = `t${name++}`;
});
afterEach(() => setClock(null));

const make = (fields: Record<string, unknown>) =>
  createBudget(
    newBudget.parse({ name: "b", scope: { tenant }, period: "month", limit: "96", thresholds: [50, 80, 100], ...fields }),
    author,
  );

async function crossings(budget: string) {
  const { rows } = await pool().query<{ threshold: string; subject: string; since_close: boolean; spent: string; cause: string }>(
    "SELECT threshold, subject, since_close, spent::text, cause FROM budget_crossing WHERE budget_id = $1 ORDER BY noted_at, threshold",
    [budget],
  );
  return rows;
}

test("each threshold is noted once, in order, whatever the number of instances and looks", async () => {
  const { id } = await make({});
  const keepers = [new StandingsKeeper(), new StandingsKeeper(), new StandingsKeeper()];
  const look = () => Promise.all(keepers.flatMap((keeper) => [keeper.look()]));
  await look();
  for (const [cost, expected] of [
    ["47.999999999999999999", []],
    ["0.000000000000000001", ["actual:50"]],
    ["20", ["actual:50"]],
    ["28.8", ["actual:50", "actual:80", "actual:100"]],
    ["500", ["actual:50", "actual:80", "actual:100"]],
  ] as const) {
    await spend(tenant, cost, NOW);
    await look();
    const found = await crossings(id);
    expect(found.map(({ threshold }) => threshold).sort(), cost).toEqual([...expected].sort());
  }
  // After a restart nothing comes again.
  await new StandingsKeeper().look();
  expect(await crossings(id)).toHaveLength(3);
});

test("a tenant without a budget, and a reserved one, cross nothing; tokens and requests are counted as well as dollars", async () => {
  const tokens = await make({ measure: "tokens", limit: "1000", thresholds: [10] });
  const requests = await make({ measure: "requests", limit: "2", thresholds: [100] });
  const keeper = new StandingsKeeper();
  await keeper.look();
  await spend(`${tenant}-other`, "1000", NOW);
  await keeper.look();
  expect([...(await crossings(tokens.id)), ...(await crossings(requests.id))]).toEqual([]);
  await spend(tenant, "1", NOW, { usage: { input_tokens: 80, output_tokens: 19 } });
  await keeper.look();
  expect(await crossings(tokens.id)).toEqual([]);
  await spend(tenant, "1", NOW, { usage: { input_tokens: 1, output_tokens: 0 } });
  await keeper.look();
  expect(await crossings(tokens.id)).toMatchObject([{ threshold: "actual:10", spent: "100" }]);
  expect(await crossings(requests.id)).toMatchObject([{ threshold: "actual:100", spent: "2" }]);
});

test("a correction and a re-rating move what is spent, and no crossing is repeated", async () => {
  const { id } = await make({ limit: "10" });
  const keeper = new StandingsKeeper();
  await keeper.look();
  await record([{ id: "first", tenant, timestamp: NOW, provider: "openai", model: "gpt-4o", cost_usd: "9" }]);
  await keeper.look();
  expect((await crossings(id)).map(({ threshold }) => threshold)).toEqual(["actual:50", "actual:80"]);
  await record([{ id: "second", corrects: "first", tenant, provider: "openai", model: "gpt-4o", cost_usd: "1" }]);
  await keeper.look();
  expect(keeper.book.find(id)?.spent).toBe(10n ** 18n);
  await record([{ id: "third", corrects: "second", tenant, provider: "openai", model: "gpt-4o", cost_usd: "8.5" }]);
  await keeper.look();
  expect(keeper.book.find(id)?.spent).toBe(85n * 10n ** 17n);
  expect(await crossings(id)).toHaveLength(2);

  const rated = await make({ scope: { tenant, model: "gpt-4o-mini" }, limit: "1", thresholds: [50] });
  await record([
    {
      id: "rated",
      tenant,
      timestamp: NOW,
      provider: "openai",
      model: "gpt-4o-mini",
      usage: { input_tokens: 4_000_000, output_tokens: 0 },
    },
  ]);
  keeper.followBudgets();
  await keeper.look();
  expect(await crossings(rated.id)).toMatchObject([{ threshold: "actual:50", spent: "0.6" }]);
  for (const [input, spent] of [
    ["0.05", "0.2"],
    ["0.2", "0.8"],
  ]) {
    await createPrice(
      newPrice.parse({ provider: "openai", model: "gpt-4o-mini", rates: { input, output: "0.6" }, effective_from: "2026-11-01" }),
      author,
    );
    await reRate(newReRating.parse({ reason: "test", dry_run: false, filter: { tenant } }), author);
    await keeper.look();
    expect(formatAtto(keeper.book.find(rated.id)?.spent ?? 0n)).toBe(spent);
    expect(await crossings(rated.id)).toHaveLength(1);
  }
});

test("late usage of a period that is over makes a fact that says so, by the limit in force then", async () => {
  setClock("2026-10-20T00:00:00Z");
  const { id } = await make({ limit: "10", thresholds: [50, 100] });
  setClock(NOW);
  await changeBudget(id, { limit: "1000" }, author);
  const keepers = [new StandingsKeeper(), new StandingsKeeper()];
  const look = () => Promise.all(keepers.map((keeper) => keeper.look()));
  await look();
  await spend(tenant, "7", "2026-10-30T00:00:00Z");
  await look();
  expect(await crossings(id)).toMatchObject([{ threshold: "actual:50", since_close: true, spent: "7" }]);
  await spend(tenant, "7", "2026-10-03T00:00:00Z");
  await spend(tenant, "50", "2026-09-03T00:00:00Z");
  await look();
  // September was over before there was a budget.
  expect((await crossings(id)).map(({ threshold }) => threshold).sort()).toEqual(["actual:100", "actual:50"]);
  expect(keepers[0]?.book.find(id)?.spent).toBe(0n);
});

test("usage recorded just before its period ended and judged just after it still counts as of an open period", async () => {
  setClock("2026-11-30T23:59:59Z");
  const { id } = await make({ limit: "10", thresholds: [50] });
  const keeper = new StandingsKeeper();
  await keeper.look();
  await spend(tenant, "7", "2026-11-30T23:59:58Z");
  setClock("2026-12-01T00:00:01Z");
  await keeper.look();
  expect(await crossings(id)).toMatchObject([{ threshold: "actual:50", since_close: false }]);
  expect(keeper.book.find(id)).toMatchObject({ spent: 0n, periodStartMs: Date.parse("2026-12-01T00:00:00Z") });
});

test("what a crash left unjudged is judged at the next start, also when its period has ended since", async () => {
  setClock("2026-11-20T10:59:58Z");
  await pool().query("UPDATE budget_evaluation SET judged_until = $1", [new Date("2026-11-20T10:00:00Z")]);
  const { id } = await make({ limit: "10", thresholds: [50], period: "hour" });
  await new StandingsKeeper().look();
  await spend(tenant, "7", "2026-11-20T10:59:57Z");
  setClock("2026-11-20T13:00:01Z");
  await new StandingsKeeper().look();
  expect(await crossings(id)).toMatchObject([{ threshold: "actual:50", since_close: false, spent: "7" }]);
});

test("a lowered limit judges what is not crossed yet; a raised one repeats nothing; an increase expires by itself", async () => {
  const { id } = await make({ limit: "100" });
  const keeper = new StandingsKeeper();
  await keeper.look();
  await spend(tenant, "60", NOW);
  await keeper.look();
  const change = async (limit: string) => {
    await changeBudget(id, { limit }, author);
    keeper.followBudgets();
    await keeper.look();
  };
  await change("200");
  await change("100");
  expect((await crossings(id)).map(({ threshold }) => threshold)).toEqual(["actual:50"]);
  await change("70");
  expect((await crossings(id)).map(({ threshold }) => threshold).sort()).toEqual(["actual:50", "actual:80"]);
  await createIncrease(id, { amount: "30", until: Date.parse(NOW) + 3_600_000, reason: "a launch" }, author);
  keeper.followBudgets();
  await keeper.look();
  await spend(tenant, "10", NOW);
  await keeper.look();
  expect(keeper.book.find(id)).toMatchObject({ limit: 100n * 10n ** 18n, spent: 70n * 10n ** 18n });
  expect(await crossings(id)).toHaveLength(2);
  setClock("2026-11-20T11:07:01Z");
  await keeper.look();
  expect(keeper.book.find(id)).toMatchObject({ limit: 70n * 10n ** 18n, remaining: 0n });
  expect((await crossings(id)).map(({ threshold }) => threshold).sort()).toEqual(["actual:100", "actual:50", "actual:80"]);
});

test("a template holds for every value, present and future, but for those with an own budget", async () => {
  const feature = tenant;
  const template = await make({ scope: { feature }, each: "tenant", limit: "10", thresholds: [100] });
  const own = await make({ scope: { feature, tenant: "big" }, limit: "1000", thresholds: [1] });
  const keeper = new StandingsKeeper();
  await keeper.look();
  for (const [of, cost] of [
    ["small", "4"],
    ["large", "12"],
    ["big", "20"],
  ] as const) {
    await spend(of, cost, NOW, { feature });
    await keeper.look();
  }
  expect(await crossings(template.id)).toMatchObject([{ subject: "large", threshold: "actual:100" }]);
  expect(await crossings(own.id)).toMatchObject([{ subject: "", threshold: "actual:1" }]);
  const named = (of: string) =>
    keeper.book
      .matching({ tenant: of, feature })
      .filter(({ budgetId }) => [template.id, own.id].includes(budgetId))
      .map(({ budgetId, subject, spent }) => [budgetId, subject, spent]);
  expect(named("small")).toEqual([[template.id, "small", 4n * 10n ** 18n]]);
  expect(named("big")).toEqual([[own.id, null, 20n * 10n ** 18n]]);
  expect(named("never-seen")).toEqual([[template.id, "never-seen", 0n]]);
  await archiveBudget(own.id, author);
  keeper.followBudgets();
  await keeper.look();
  expect((await crossings(template.id)).map(({ subject }) => subject).sort()).toEqual(["big", "large"]);
});

test("rolling windows and burn rates are facts once an episode, and re-arm below 90% of their threshold", async () => {
  const rolling = await make({ period: { kind: "rolling", days: 1 }, limit: "10", thresholds: [50] });
  const burn = await make({ limit: "720", thresholds: [{ kind: "burn_rate", window: "fast", multiple: 10 }] });
  const keepers = [new StandingsKeeper(), new StandingsKeeper()];
  const at = async (time: string, cost: string | null) => {
    setClock(time);
    if (cost) await spend(tenant, cost, time);
    await Promise.all(keepers.map((keeper) => keeper.look()));
    await Promise.all(keepers.map((keeper) => keeper.look()));
    return [(await crossings(rolling.id)).length, (await crossings(burn.id)).length];
  };
  // A month of 30 days and $720 is $1 an hour: $6 in the hour are 6 times the even pace, $11 are more than 10.
  expect(await at("2026-11-20T10:07:00Z", "6")).toEqual([1, 0]);
  expect(await at("2026-11-20T10:20:00Z", "5")).toEqual([1, 1]);
  expect(await at("2026-11-20T10:40:00Z", "5")).toEqual([1, 1]);
  expect(await at("2026-11-20T12:40:00Z", null)).toEqual([1, 1]);
  expect(await at("2026-11-20T12:45:00Z", "11")).toEqual([1, 2]);
  expect(await at("2026-11-22T12:45:00Z", null)).toEqual([1, 2]);
  expect(await at("2026-11-22T12:46:00Z", "5")).toEqual([2, 2]);
});

test("a rolling window's forecast is a fact once an episode, which goes on while nothing can be foreseen", async () => {
  const thresholds = [{ kind: "forecast", percent: 100 }];
  const { id } = await make({ period: { kind: "rolling", days: 7 }, limit: "10", thresholds });
  let rest: bigint | null = null;
  const found = async (dollars: number | null) => {
    rest = dollars === null ? null : BigInt(dollars) * 10n ** 18n;
    // Another instance, as after a start: it knows of the fact by the database alone.
    await new StandingsKeeper((standing) => (standing.budgetId === id ? rest : null)).look();
    return (await crossings(id)).length;
  };
  await spend(tenant, "4", NOW);
  expect(await found(5)).toBe(0);
  expect(await found(6)).toBe(1);
  expect(await found(null)).toBe(1);
  expect(await found(7)).toBe(1);
  expect(await found(4)).toBe(1);
  expect(await found(8)).toBe(2);
});

test("what follows from a fact is made in its transaction: when that fails, the fact comes again", async () => {
  const { id } = await make({ thresholds: [50] });
  const told: string[] = [];
  let broken = false;
  const stop = onCrossing(async (_client, found) => {
    if (broken) throw new Error("no");
    told.push(...found.map(({ budget, threshold }) => `${budget.id} ${thresholdKey(threshold)}`));
  });
  const keeper = new StandingsKeeper();
  await keeper.look();
  broken = true;
  await spend(tenant, "50", NOW);
  await expect(keeper.look()).rejects.toThrow("no");
  expect(await crossings(id)).toEqual([]);
  expect(keeper.book).toMatchObject({ reachable: true });
  broken = false;
  await keeper.look();
  const before = told.length;
  await keeper.look();
  stop();
  expect(told.length).toBe(before);
  expect(told.filter((each) => each === `${id} actual:50`)).toHaveLength(1);
  expect(await crossings(id)).toHaveLength(1);
});

test("whatever comes in whatever order, standings read in parts say what the rollups say", async () => {
  const budgets = await Promise.all([
    make({}),
    make({ period: "day" }),
    make({ period: { kind: "rolling", days: 7 } }),
    make({ scope: { tenant: [tenant, `${tenant}-b`] } }),
    make({ scope: { user: `${tenant}-u` } }),
    make({ scope: {}, period: { kind: "fixed", from: "2026-11-01", to: "2026-11-25" } }),
  ]);
  const keeper = new StandingsKeeper();
  const call = fc.record({
    back: fc.integer({ min: 0, max: 40 * 1440 }),
    forward: fc.integer({ min: 0, max: 50 }),
    cents: fc.integer({ min: 1, max: 500 }),
    of: fc.constantFrom("", "-b", "-c"),
    user: fc.constantFrom(undefined, "-u", "-v"),
  });
  let nowAt = Date.parse(NOW);
  for (const { back, forward, cents, of, user } of fc.sample(call, { numRuns: 40, seed: 3 })) {
    nowAt += forward * 60_000;
    setClock(new Date(nowAt));
    const near = cents % 3 === 0 ? back : back % 90;
    const fields = user ? { user: `${tenant}${user}` } : {};
    await spend(`${tenant}${of}`, String(cents / 100), new Date(nowAt - near * 60_000).toISOString(), fields);
    if (cents % 5 === 0) await foldRollups();
    await keeper.look();
    const fresh = new StandingsKeeper();
    await fresh.look();
    for (const { id } of budgets) expect(keeper.book.find(id)?.figures).toEqual(fresh.book.find(id)?.figures);
  }
});
