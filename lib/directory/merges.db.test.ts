import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createBudget } from "@/lib/budgets/changes/change-budgets";
import { newBudget } from "@/lib/budgets/contract";
import { StandingsKeeper } from "@/lib/budgets/standings/keeper";
import { foldRollups } from "@/lib/metering/service";
import { setClock } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { atto, formatAtto } from "@/lib/platform/decimal";
import { loadOrganisation } from "@/lib/platform/organisation";
import { Reach } from "@/lib/platform/reach";
import { ensurePriceBook } from "@/lib/pricing/service";
import { querySpend } from "@/lib/spend/service";
import { useDatabase } from "@/tests/database";
import { followAllNames } from "@/tests/follow-names";
import { author, record, spend } from "@/tests/spent-usage";
import { changeEntry } from "./change-entries";
import { refreshNames } from "./names/service";
import { spendBy } from "./spend-by";

useDatabase();
const NOW = "2026-11-20T10:07:00Z";
const TENANTS = ["a", "b", "c", "d"];
const FEATURES = ["x", "y", "z"];
const RANGE = { from: "2026-11-01", granularity: "none" };
interface Sent {
  tenant: string;
  feature: string;
  cost: bigint;
  day: number;
}
const sent: Sent[] = [];

beforeAll(async () => {
  setClock(NOW);
  await ensurePriceBook();
  await loadOrganisation();
  for (let at = 0; at < 60; at++) {
    const [tenant = "", feature = ""] = [TENANTS[(at * 7) % 4], FEATURES[(at * 5) % 3]];
    sent.push({ tenant, feature, cost: BigInt((at * 37) % 101) * 10n ** 15n + 1n, day: 1 + (at % 20) });
  }
  const time = (day: number) => `2026-11-${String(day).padStart(2, "0")}T09:${day === 20 ? "59" : "10"}:00Z`;
  await record(
    sent.map(({ tenant, feature, cost, day }, at) => ({
      ...{ id: `m${at}`, tenant, feature, timestamp: time(day), model: "gpt-4o", cost_usd: formatAtto(cost) },
    })),
  );
  await foldRollups();
  await followAllNames();
});
afterAll(() => setClock(null));

async function mergeAs(kind: "tenant" | "feature", into: ReadonlyMap<string, string>): Promise<void> {
  await pool().query("UPDATE directory_entry SET merged_into = NULL WHERE kind = $1", [kind]);
  await refreshNames();
  for (const [name, target] of into) await changeEntry(kind, name, { merged_into: target }, author);
}

/** Which names go into which others: one level, as the directory has it. */
const merges = (names: readonly string[]) =>
  fc.array(fc.nat(names.length - 1), { minLength: names.length, maxLength: names.length }).map((picks) => {
    const into = new Map<string, string>();
    const targets = new Set<string>();
    for (const [at, pick] of picks.entries()) {
      const [name = "", target = ""] = [names[at], names[pick]];
      if (name === target || targets.has(name) || into.has(target)) continue;
      into.set(name, target);
      targets.add(target);
    }
    return into;
  });

test("whatever is merged: rows are the sums of their parts, cut off or not, by owners too, and the total never changes", async () => {
  const total = formatAtto(sent.reduce((sum, { cost }) => sum + cost, 0n));
  await fc.assert(
    fc.asyncProperty(merges(TENANTS), merges(FEATURES), fc.integer({ min: 1, max: 12 }), async (tenants, features, limit) => {
      await mergeAs("tenant", tenants);
      await mergeAs("feature", features);
      const expected = new Map<string, bigint>();
      for (const { tenant, feature, cost } of sent) {
        const key = JSON.stringify([tenants.get(tenant) ?? tenant, features.get(feature) ?? feature]);
        expected.set(key, (expected.get(key) ?? 0n) + cost);
      }
      const query = { ...RANGE, group_by: "tenant,feature" };
      const whole = await querySpend(query, Reach.everywhere);
      const costs = (rows: typeof whole.rows) =>
        rows
          .filter((row) => !row.other)
          .map((row) => [JSON.stringify([row.tenant, row.feature]), atto(row.effective_cost_usd ?? "0")]);
      expect(new Map(costs(whole.rows) as [string, bigint][])).toEqual(expected);
      expect(whole.total.effective_cost_usd).toBe(total);

      const cut = await querySpend({ ...query, limit: String(limit) }, Reach.everywhere);
      const dearest = [...expected.values()].sort((a, b) => (a > b ? -1 : 1)).slice(0, limit);
      expect(costs(cut.rows).map(([, cost]) => cost)).toEqual(dearest);
      const sum = cut.rows.reduce((all, row) => all + atto(row.effective_cost_usd ?? "0"), 0n);
      expect(formatAtto(sum)).toBe(total);

      const daily = await querySpend({ ...query, granularity: "day", top: String(limit) }, Reach.everywhere);
      expect(formatAtto(daily.rows.reduce((all, row) => all + atto(row.effective_cost_usd ?? "0"), 0n))).toBe(total);
      const owners = await spendBy({ by: "owner", from: "2026-11-01" }, Reach.everywhere);
      expect(owners.total.effective_cost_usd).toBe(total);
    }),
    { numRuns: 25 },
  );
});

test("a budget counts what was merged into its tenant, as it comes, and no more once it is undone", async () => {
  await mergeAs("tenant", new Map());
  await mergeAs("feature", new Map());
  const of = (tenant: string) => sent.filter((each) => each.tenant === tenant).reduce((sum, { cost }) => sum + cost, 0n);
  const terms = { period: "month", limit: "1000", thresholds: [50] };
  const { id } = await createBudget(newBudget.parse({ name: "a", scope: { tenant: "a" }, ...terms }), author);
  const keeper = new StandingsKeeper();
  await keeper.look();
  expect(keeper.book.find(id)?.spent).toBe(of("a"));
  await changeEntry("tenant", "b", { merged_into: "a" }, author);
  await keeper.look();
  expect(keeper.book.find(id)?.spent).toBe(of("a") + of("b"));
  await spend("b", "600", NOW);
  await keeper.look();
  const more = 600n * 10n ** 18n;
  expect(keeper.book.find(id)?.spent).toBe(of("a") + of("b") + more);
  expect(keeper.book.matching({ tenant: "b" }).map(({ budgetId }) => budgetId)).toContain(id);
  const crossed = async () => (await pool().query("SELECT count(*)::int AS n FROM budget_crossing")).rows[0].n;
  expect(await crossed()).toBe(1);
  await changeEntry("tenant", "b", { merged_into: null }, author);
  await keeper.look();
  expect(keeper.book.find(id)?.spent).toBe(of("a"));
  await changeEntry("tenant", "b", { merged_into: "a" }, author);
  await keeper.look();
  expect(await crossed()).toBe(1);
});
