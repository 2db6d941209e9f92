import { afterAll, beforeAll, expect, test } from "vitest";
import { POST as create, GET as list } from "@/app/api/v1/re-attributions/route";
import { createBudget } from "@/lib/budgets/changes/change-budgets";
import { newBudget } from "@/lib/budgets/contract";
import { StandingsKeeper } from "@/lib/budgets/standings/keeper";
import { setClock } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { loadOrganisation } from "@/lib/platform/organisation";
import { Reach } from "@/lib/platform/reach";
import { ensurePriceBook } from "@/lib/pricing/service";
import { checkAccounting, querySpend } from "@/lib/spend/service";
import { useDatabase } from "@/tests/database";
import { answered, tokenHeaders } from "@/tests/key-use";
import { call } from "@/tests/requests";
import { author, record, spend } from "@/tests/spent-usage";
import { foldRollups } from "../service";
import type { ReAttributionAnswer } from "./contract";

useDatabase();
const NOW = "2026-11-20T10:07:00Z";
let admin: Record<string, string> = {};

beforeAll(async () => {
  setClock(NOW);
  await ensurePriceBook();
  await loadOrganisation();
  admin = await tokenHeaders("tests", ["admin"]);
});
afterAll(() => setClock(null));

const wanted = (given: Record<string, unknown>) => ({
  filter: { tenant: "acme", feature: "unallocated" },
  from: "2026-11-01",
  to: "2026-11-21",
  set: { feature: "chat" },
  reason: "sent without a feature",
  ...given,
});
const post = (given: Record<string, unknown>, headers = admin) =>
  call(create, "/api/v1/re-attributions", { method: "POST", headers, body: wanted(given) });
const move = (given: Record<string, unknown>, headers = admin) => answered<ReAttributionAnswer>(post(given, headers), 201);
const byFeature = async () => {
  const { rows, total } = await querySpend({ from: "2026-11-01", group_by: "feature", granularity: "none" }, Reach.everywhere);
  return { total: total.effective_cost_usd, ...Object.fromEntries(rows.map((row) => [row.feature, row.effective_cost_usd])) };
};

test("usage is moved with every total it is in; accounts agree, budgets follow, and what was told is not told again", async () => {
  await record([{ id: "old", tenant: "acme", timestamp: "2026-11-02T10:00:00Z", model: "gpt-4o", cost_usd: "60", user: "u1" }]);
  await spend("acme", "7", "2026-11-20T08:00:00Z", { latency_ms: 120 });
  await spend("acme", "3", "2026-11-20T10:05:00Z", { key: { fingerprint: "a".repeat(64), last4: "abcd" } });
  await spend("acme", "1", "2026-11-20T10:05:00Z", { feature: "chat" });
  await spend("globex", "5", "2026-11-20T10:05:00Z");
  await foldRollups();
  const terms = { period: "month", limit: "100", thresholds: [50] };
  const make = (name: string, feature: string) =>
    createBudget(newBudget.parse({ name, scope: { tenant: "acme", feature }, ...terms }), author);
  const [from, to] = [await make("from", "unallocated"), await make("to", "chat")];
  const keeper = new StandingsKeeper();
  await keeper.look();
  const crossed = async () =>
    (await pool().query("SELECT budget_id FROM budget_crossing ORDER BY noted_at")).rows.map((row) => row.budget_id);
  expect(await crossed()).toEqual([from.id]);

  const before = await byFeature();
  const rehearsed = await move({});
  expect(rehearsed).toMatchObject({ id: null, dry_run: true, events: 3, effective_cost_usd: "70" });
  expect(rehearsed.differences).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ tenant: "acme", feature: "unallocated", events: -3, difference_usd: "-70" }),
      expect.objectContaining({ tenant: "acme", feature: "chat", events: 3, difference_usd: "70" }),
    ]),
  );
  expect(await byFeature()).toEqual(before);

  const once = { ...admin, "idempotency-key": "move-1" };
  const made = await move({ dry_run: false }, once);
  expect(made).toMatchObject({ dry_run: false, events: 3, effective_cost_usd: "70" });
  expect((await post({ dry_run: false }, once)).headers.get("idempotency-replayed")).toBe("true");
  expect(await byFeature()).toEqual({ total: "76", chat: "71", unallocated: "5" });
  expect((await move({ dry_run: false })).events).toBe(0);
  expect(await checkAccounting({})).toMatchObject({ ok: true, differences: [] });

  await keeper.look();
  expect(keeper.book.find(from.id)?.spent).toBe(0n);
  expect(keeper.book.find(to.id)?.spent).toBe(71n * 10n ** 18n);
  expect(await crossed()).toEqual([from.id, to.id]);
  await move({ dry_run: false, filter: { tenant: "acme", feature: "chat", user: "u1" }, set: { feature: "unallocated" } });
  await keeper.look();
  await move({ dry_run: false });
  await keeper.look();
  expect(await crossed()).toEqual([from.id, to.id]);
  expect(await checkAccounting({})).toMatchObject({ ok: true, differences: [] });

  const again = [{ id: "old", tenant: "acme", timestamp: "2026-11-02T10:00:00Z", model: "gpt-4o", cost_usd: "60", user: "u1" }];
  await expect(record(again)).rejects.toThrow(/duplicate/);
  const { rows } = await pool().query(
    "SELECT subject, after FROM audit_log WHERE action = 're_attribution.apply' ORDER BY id LIMIT 1",
  );
  expect(rows).toEqual([
    { subject: `re_attribution:${made.id}`, after: expect.objectContaining({ events: 3, effective_cost_usd: "70" }) },
  ]);
  const listed = await answered<{ re_attributions: ReAttributionAnswer[] }>(call(list, "/", { headers: admin }));
  expect(listed.re_attributions).toHaveLength(4);
  expect(listed.re_attributions.at(-1)).toEqual({ ...made, by_day: [], new_names: [] });
});

test("an environment is moved too; a later fold and rebuilt tiers agree", async () => {
  const set = { environment: "production", feature: "search" };
  const { events } = await move({ dry_run: false, filter: { tenant: "globex", environment: "default" }, set });
  expect(events).toBe(1);
  setClock("2026-11-20T13:00:00Z");
  await foldRollups();
  expect(await checkAccounting({})).toMatchObject({ ok: true, differences: [] });
  expect(await byFeature()).toMatchObject({ search: "5" });
});

test.each([
  ["to a reserved tenant", { set: { tenant: "__canary" } }, "/set/tenant", /reserved/],
  ["nothing", { set: {} }, "/set", /neither tenant, feature nor environment/],
  ["everything", { filter: {} }, "/filter", /names nothing/],
  ["a range that ends before it begins", { from: "2026-11-21", to: "2026-11-01" }, "/to", /not after from/],
  ["without a reason", { reason: "" }, "/reason", /empty/],
])("moving %s is refused and named", async (_, given, pointer, detail) => {
  const problem = await answered<{ errors: { pointer: string; detail: string }[] }>(post({ dry_run: false, ...given }), 400);
  expect(problem.errors).toContainEqual({ pointer, detail: expect.stringMatching(detail) });
});
