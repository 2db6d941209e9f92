import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { GET as readEvent } from "@/app/api/v1/events/[ref]/route";
import { GET as readOne } from "@/app/api/v1/re-attributions/[id]/route";
import { POST as create, GET as list } from "@/app/api/v1/re-attributions/route";
import { GET as readTenant } from "@/app/api/v1/tenants/[name]/route";
import { POST as ingest } from "@/app/ingest/route";
import { createToken } from "@/lib/access/service";
import { createBudget } from "@/lib/budgets/changes/change-budgets";
import { newBudget } from "@/lib/budgets/contract";
import { StandingsKeeper } from "@/lib/budgets/standings/keeper";
import type { DirectoryEntry } from "@/lib/directory/contract";
import { setClock } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { loadOrganisation } from "@/lib/platform/organisation";
import { Reach } from "@/lib/platform/reach";
import { ensurePriceBook } from "@/lib/pricing/service";
import { checkAccounting, querySpend } from "@/lib/spend/service";
import { useDatabase } from "@/tests/database";
import { followAllNames } from "@/tests/follow-names";
import { answered, connectRooms, digest, followKeys, tokenHeaders } from "@/tests/key-use";
import { bearer, call } from "@/tests/requests";
import { author } from "@/tests/spent-usage";
import type { ReAttributionAnswer } from "./contract";
import { beginMove, finishMoves } from "./run";

useDatabase();
const NOW = "2026-11-20T10:07:00Z";
let admin: Record<string, string> = {};

beforeAll(async () => {
  setClock(NOW);
  await ensurePriceBook();
  await loadOrganisation();
  connectRooms();
  admin = await tokenHeaders("tests", ["admin"]);
});
afterAll(() => setClock(null));
beforeEach(() => setClock(NOW));

type Event = Record<string, unknown>;
const event = (tenant: string, id: string, cost: string, given: Event = {}): Event => ({
  ...{
    id,
    tenant,
    source: "shop",
    timestamp: "2026-11-20T10:05:00Z",
    model: "gpt-4o",
    cost_usd: cost,
    feature: "chat",
    ...given,
  },
});
const trusted = async () => {
  const actor = { principal: { kind: "system", id: null, name: "test" } as const, ip: null };
  const terms = { scopes: ["ingest:write" as const], default_environment: null, trusts_reported_cost: true, expires_at: null };
  return bearer((await createToken({ name: `sender ${crypto.randomUUID()}`, ...terms }, actor)).token);
};
let sender: Record<string, string> | undefined;
async function send(events: Event[], status = 200) {
  sender ??= await trusted();
  const answer = await answered<{ results: { status: string; cost_usd: string }[] }>(
    call(ingest, "/ingest", { method: "POST", headers: sender, body: events }),
    status,
  );
  return answer.results;
}
const wanted = (from: string, to: string, given: Record<string, unknown> = {}) => ({
  ...{
    filter: { tenant: from },
    from: "2026-11-01",
    to: "2026-11-21",
    set: { tenant: to },
    reason: "sent for the wrong one",
    ...given,
  },
});
const post = (body: Record<string, unknown>, headers = admin) =>
  call(create, "/api/v1/re-attributions", { method: "POST", headers, body });
const move = (from: string, to: string, given: Record<string, unknown> = {}, headers = admin) =>
  answered<ReAttributionAnswer>(post(wanted(from, to, { dry_run: false, ...given }), headers), 201);
const spent = async (tenant: string) =>
  (await querySpend({ from: "2026-11-01", tenant, granularity: "none" }, Reach.everywhere)).total.effective_cost_usd;
interface Shown {
  ref: string;
  tenant: string;
  corrects_ref: string | null;
  corrected_by_ref: string | null;
  moves: { from: Event; to: Event; re_attribution_id: string | null; moved_by: string | null; reason: string | null }[];
}
const eventOf = (tenant: string, id: string, headers = admin) =>
  call(readEvent, `/?tenant=${tenant}&source=shop`, { headers, params: { ref: id } });
const agree = async () => expect(await checkAccounting({})).toMatchObject({ ok: true, differences: [] });

test("usage moved to another tenant is there in every total, is known when it is sent again, and says where it was", async () => {
  const fingerprint = digest("a key");
  const events = [
    event("wrong", "w1", "7", { user: "u1", key: { fingerprint, last4: "1234" } }),
    event("wrong", "w2", "3", { timestamp: "2026-11-02T10:00:00Z" }),
  ];
  await send(events);
  await followAllNames();
  await followKeys();
  const rehearsed = await answered<ReAttributionAnswer>(post(wanted("wrong", "right")), 201);
  expect(rehearsed).toMatchObject({ state: "dry_run", events: 2, effective_cost_usd: "10", collisions: { events: 0 } });
  expect(rehearsed.new_names).toEqual([{ kind: "tenant", name: "right" }]);
  expect(rehearsed.by_day).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ day: "2026-11-02", tenant: "wrong", difference_usd: "-3" }),
      expect.objectContaining({ day: "2026-11-20", tenant: "right", feature: "chat", difference_usd: "7", events: 1 }),
    ]),
  );
  const made = await move("wrong", "right");
  expect(made).toMatchObject({ state: "done", events: 2, by_day: rehearsed.by_day });
  expect([await spent("wrong"), await spent("right")]).toEqual(["0", "10"]);
  expect((await send(events)).map(({ status, cost_usd }) => [status, cost_usd])).toEqual([
    ["duplicate", "7"],
    ["duplicate", "3"],
  ]);
  const found = await answered<Shown>(eventOf("wrong", "w1"));
  expect(found).toMatchObject({ tenant: "right", moves: [{ from: { tenant: "wrong" }, to: { tenant: "right" } }] });
  expect(found.moves[0]).toMatchObject({ re_attribution_id: made.id, moved_by: "tests", reason: "sent for the wrong one" });
  const old = Buffer.from(JSON.stringify(["wrong", "shop", "w1", "2026-11-20T10:05:00.000000Z"])).toString("base64url");
  expect(await answered(call(readEvent, "/", { headers: admin, params: { ref: old } }))).toMatchObject({ ref: found.ref });
  await agree();
  await followAllNames();
  await followKeys();
  const tenant = (name: string) => answered<DirectoryEntry>(call(readTenant, "/", { headers: admin, params: { name } }));
  expect(await tenant("wrong")).toMatchObject({ first_seen: null, last_seen: null });
  expect(await tenant("right")).toMatchObject({ first_seen: "2026-11-02T10:00:00Z", last_seen: "2026-11-20T10:05:00Z" });
  expect((await pool().query("SELECT tenant FROM key_use")).rows).toEqual([{ tenant: "right" }]);
});

test("moved back, it is as if it had never been away, but for what it says of itself", async () => {
  await move("right", "wrong");
  expect((await pool().query("SELECT tenant, moved_to FROM event_identity ORDER BY id")).rows).toEqual([
    { tenant: "wrong", moved_to: null },
    { tenant: "wrong", moved_to: null },
  ]);
  const { moves } = await answered<Shown>(eventOf("wrong", "w1"));
  expect(moves.map(({ from, to }) => [from.tenant, to.tenant])).toEqual([
    ["wrong", "right"],
    ["right", "wrong"],
  ]);
  expect((await move("right", "wrong")).events).toBe(0);
  await agree();
});

test("events whose source and id the tenant has are counted and named; nothing moves, or all others where that is asked", async () => {
  await send([event("from", "same", "1"), event("from", "other", "2"), event("to", "same", "4"), event("third", "other", "8")]);
  const taken = { tenant: "from", source: "shop", id: "same" };
  const rehearsed = await answered<ReAttributionAnswer>(post(wanted("from", "to")), 201);
  expect(rehearsed).toMatchObject({ events: 1, effective_cost_usd: "2", collisions: { events: 1, examples: [taken] } });
  const problem = await answered<{ code: string; errors: { detail: string }[] }>(
    post(wanted("from", "to", { dry_run: false })),
    409,
  );
  expect(problem).toMatchObject({ code: "conflict", errors: [{ detail: expect.stringContaining('"same"') }] });
  expect(await spent("from")).toBe("3");
  const made = await move("from", "to", { collisions: "skip" });
  expect(made).toMatchObject({ events: 1, collisions: { events: 1, examples: [taken] } });
  expect([await spent("from"), await spent("to")]).toEqual(["1", "6"]);
  // What was sent under an identity keeps it, wherever the event is: nobody else's event takes it.
  await move("third", "from", { collisions: "skip" });
  expect([await spent("third"), await spent("from")]).toEqual(["8", "1"]);
  await agree();
});

test("of two tenants' events with one id, one moves to the third", async () => {
  await send([event("twin-a", "t", "1"), event("twin-b", "t", "2")]);
  const given = { filter: { feature: "chat", source: "shop", user: undefined }, from: "2026-11-20", collisions: "skip" };
  await send([event("twin-a", "u", "1", { feature: "twins" }), event("twin-b", "u", "2", { feature: "twins" })]);
  const filter = { feature: "twins" };
  const rehearsed = await answered<ReAttributionAnswer>(post(wanted("", "twin-c", { ...given, filter })), 201);
  expect(rehearsed).toMatchObject({ events: 1, effective_cost_usd: "1", collisions: { events: 1 } });
  expect(await move("", "twin-c", { ...given, filter })).toMatchObject({ events: 1, effective_cost_usd: "1" });
  await agree();
});

test("a correction that repeats the old names is counted where its original was moved; the two stay linked", async () => {
  await send([event("sent", "c1", "10")]);
  await move("sent", "kept", { set: { tenant: "kept", feature: "moved" } });
  const [corrected] = await send([event("sent", "c2", "4", { corrects: "c1" })]);
  expect(corrected).toMatchObject({ status: "accepted", cost_usd: "4" });
  expect([await spent("sent"), await spent("kept")]).toEqual(["0", "4"]);
  const correction = await answered<Shown & { feature: string }>(eventOf("sent", "c2"));
  expect(correction).toMatchObject({ tenant: "kept", feature: "moved", moves: [{ from: { tenant: "sent" } }] });
  const original = await answered<Shown>(eventOf("sent", "c1"));
  expect([correction.corrects_ref, original.corrected_by_ref]).toEqual([original.ref, correction.ref]);
  const [again] = await send([event("sent", "c3", "5", { corrects: "c1" })], 409).catch(() => [null]);
  expect(again === null || again?.status === "conflict").toBe(true);
  await send([event("sent", "c4", "5", { corrects: "c2", feature: "own" })]);
  const { rows } = await querySpend(
    { from: "2026-11-01", tenant: "kept", group_by: "feature", granularity: "none" },
    Reach.everywhere,
  );
  expect(rows.map(({ feature, effective_cost_usd }) => [feature, effective_cost_usd])).toEqual([["own", "5"]]);
  await agree();
});

test("budgets of both tenants follow at the next look, and what was told is not told again", async () => {
  await send([event("over", "b1", "60")]);
  const terms = { period: "month", limit: "100", thresholds: [50] };
  const make = (tenant: string) => createBudget(newBudget.parse({ name: tenant, scope: { tenant }, ...terms }), author);
  const [from, to] = [await make("over"), await make("under")];
  const keeper = new StandingsKeeper();
  await keeper.look();
  const crossed = async () =>
    (await pool().query("SELECT budget_id FROM budget_crossing ORDER BY noted_at")).rows.map((row) => row.budget_id);
  expect(await crossed()).toEqual([from.id]);
  for (const [source, target] of [
    ["over", "under"],
    ["under", "over"],
    ["over", "under"],
  ] as const) {
    await move(source, target);
    await keeper.look();
  }
  expect([keeper.book.find(from.id)?.spent, keeper.book.find(to.id)?.spent]).toEqual([0n, 60n * 10n ** 18n]);
  expect(await crossed()).toEqual([from.id, to.id]);
});

test("a large move is many small transactions: interrupted, it goes on where it was, once", async () => {
  await send(Array.from({ length: 25 }, (_, at) => event("many", `m${at}`, "1", { timestamp: `2026-11-20T09:${10 + at}:00Z` })));
  const id = "00000000-0000-7000-8000-000000000001";
  const filter = { tenant: "many", from: "2026-11-01T00:00:00Z", to: "2026-11-21T00:00:00Z" };
  const record = { id, created_at: new Date(NOW), created_by: "tests", reason: "many", reach: null };
  expect(await beginMove({ ...record, filter, moved_to: { tenant: "few" } }, author, 10)).toBe(false);
  const read = () => answered<ReAttributionAnswer>(call(readOne, "/", { headers: admin, params: { id } }));
  expect(await read()).toMatchObject({ state: "running", events: 10, effective_cost_usd: "10" });
  await agree();
  await Promise.all([finishMoves(author), finishMoves(author)]);
  expect(await read()).toMatchObject({ state: "done", events: 25, effective_cost_usd: "25", finished_at: expect.any(String) });
  expect((await read()).differences).toEqual(
    expect.arrayContaining([expect.objectContaining({ tenant: "few", events: 25, difference_usd: "25" })]),
  );
  expect([await spent("many"), await spent("few")]).toEqual(["0", "25"]);
  expect((await pool().query("SELECT FROM re_attribution_part")).rowCount).toBe(0);
  await agree();
});

test("who is limited to tenants moves only within them, and learns of no other", async () => {
  await send([event("mine", "l1", "1"), event("mine-too", "l2", "2"), event("foreign", "l3", "4"), event("foreign", "l4", "8")]);
  const actor = { principal: { kind: "system", id: null, name: "test" } as const, ip: null };
  const scopes = ["spend:read" as const, "spend:write" as const];
  const terms = { name: "limited", scopes, default_environment: null, trusts_reported_cost: false, expires_at: null };
  const limited = bearer((await createToken({ ...terms, tenants: ["mine", "mine-too"] }, actor)).token);
  expect((await post(wanted("mine", "foreign", { dry_run: false }), limited)).status).toBe(403);
  expect((await move("foreign", "mine", {}, limited)).events).toBe(0);
  expect((await move("", "mine-too", { filter: { feature: "chat", source: "shop" } }, limited)).events).toBe(1);
  expect([await spent("mine"), await spent("mine-too"), await spent("foreign")]).toEqual(["0", "3", "12"]);
  const { id } = await move("foreign", "mine", { filter: { tenant: "foreign", user: undefined }, to: "2026-11-21" });
  const seen = await answered<{ re_attributions: ReAttributionAnswer[] }>(call(list, "/", { headers: limited }));
  expect(seen.re_attributions.map(({ events }) => events)).toEqual([1, 0]);
  expect((await call(readOne, "/", { headers: limited, params: { id } })).status).toBe(404);
  const moved = await answered<Shown>(eventOf("mine", "l3", limited));
  expect(moved).toMatchObject({ tenant: "mine", moves: [] });
  expect((await eventOf("foreign", "l3", limited)).status).toBe(404);
});
