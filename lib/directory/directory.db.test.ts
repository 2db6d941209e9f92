import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { POST as importFile } from "@/app/api/v1/directory/import/route";
import { GET as spendByOwner } from "@/app/api/v1/directory/spend/route";
import { GET as listFeatures } from "@/app/api/v1/features/route";
import { PATCH as patch, GET as readOne } from "@/app/api/v1/tenants/[name]/route";
import { POST as create, GET as list } from "@/app/api/v1/tenants/route";
import { createUser, firstRun } from "@/lib/access/service";
import { setClock } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { Reach } from "@/lib/platform/reach";
import { ensurePriceBook } from "@/lib/pricing/service";
import { querySpend } from "@/lib/spend/service";
import { useDatabase } from "@/tests/database";
import { followAllNames } from "@/tests/follow-names";
import { answered, connectRooms, tokenHeaders } from "@/tests/key-use";
import { call } from "@/tests/requests";
import { spend } from "@/tests/spent-usage";
import type { DirectoryEntry, EntryImport, SpendBy, SpendOfEntry } from "./contract";
import { ownersOfScopes } from "./owners";

useDatabase();
const NOON = "2026-11-20T12:00:00Z";
let admin: Record<string, string> = {};

interface Problem {
  detail: string;
  errors: { pointer: string; detail: string }[];
}
interface Page {
  entries: DirectoryEntry[];
  spend: SpendOfEntry[];
  next_cursor: string | null;
}

beforeAll(async () => {
  await ensurePriceBook();
  await firstRun();
  connectRooms();
  setClock(NOON);
  admin = await tokenHeaders("tests", ["admin"]);
  const actor = { principal: { kind: "system", id: null, name: "test" } as const, ip: null };
  await createUser({ email: "ada@example.com", name: "Ada", role: "engineer" }, actor);
  await spend("acme", "1.25", "2026-11-20T11:30:00Z", { feature: "chat", environment: "production" });
  await spend("acme-old", "2.5", "2026-11-02T10:00:00Z", { feature: "chat", environment: "production" });
  await spend("globex", "4", "2026-11-19T10:00:00Z", { feature: "search", environment: "staging" });
  await followAllNames();
});
afterAll(() => setClock(null));

const change = (name: string, body: Record<string, unknown>, headers = admin) =>
  call(patch, `/api/v1/tenants/${name}`, { method: "PATCH", headers, body, params: { name } });
const tenants = (query = "") => answered<Page>(call(list, `/api/v1/tenants${query}`, { headers: admin }));
const one = (name: string) => answered<DirectoryEntry>(call(readOne, "/", { headers: admin, params: { name } }));
const take = (csv: string, dry_run = false) =>
  call(importFile, "/api/v1/directory/import", { method: "POST", headers: admin, body: { csv, dry_run } });
const byTenant = async (query: Record<string, string> = {}, reach = Reach.everywhere) => {
  const { rows, total } = await querySpend({ from: "2026-11-01", group_by: "tenant", granularity: "none", ...query }, reach);
  return { total: total.effective_cost_usd, rows: Object.fromEntries(rows.map((row) => [row.tenant, row.effective_cost_usd])) };
};

test("names are entered by themselves, with when they were seen and what they cost; again enters nothing", async () => {
  const page = await tenants();
  expect(page.entries.map(({ name, first_seen, last_seen }) => [name, first_seen, last_seen])).toEqual([
    ["acme", "2026-11-20T11:30:00Z", "2026-11-20T11:30:00Z"],
    ["acme-old", "2026-11-02T10:00:00Z", "2026-11-02T10:00:00Z"],
    ["globex", "2026-11-19T10:00:00Z", "2026-11-19T10:00:00Z"],
  ]);
  expect(page.spend.map(({ name, effective_cost_usd }) => [name, effective_cost_usd]).sort()).toEqual([
    ["acme", "1.25"],
    ["acme-old", "2.5"],
    ["globex", "4"],
  ]);
  await pool().query("DELETE FROM directory_use_state");
  await followAllNames();
  expect((await tenants()).entries).toEqual(page.entries);
  const features = await answered<Page>(call(listFeatures, "/api/v1/features", { headers: admin }));
  expect(features.entries.map(({ name }) => name)).toEqual(["chat", "search"]);
});

test("a tenant of our own is in no directory", async () => {
  await pool().query(
    "INSERT INTO series (tenant, feature, environment, provider, model, key) VALUES ('__canary', 'x', 'x', 'x', 'x', '')",
  );
  await pool().query("DELETE FROM directory_use_state");
  await followAllNames();
  expect((await tenants()).entries.map(({ name }) => name)).not.toContain("__canary");
  const refused = await answered<Problem>(
    call(create, "/api/v1/tenants", { method: "POST", headers: admin, body: { name: "__mine" } }),
    400,
  );
  expect(refused.errors[0]?.pointer).toBe("/name");
});

describe("what cannot be is named and changes nothing", () => {
  const cases: [string, Record<string, unknown>, string, RegExp][] = [
    ["an owner who is nobody", { owner: "bob" }, "/owner", /neither the id of a person here nor an e-mail/],
    ["an id of nobody", { owner: "00000000-0000-7000-8000-000000000000" }, "/owner", /no person with this id/],
    ["a channel that is none", { channel_id: "00000000-0000-7000-8000-000000000000" }, "/channel_id", /is no channel here/],
    ["a merge into itself", { merged_into: "acme" }, "/merged_into", /is the entry itself/],
    ["a merge into nothing", { merged_into: "nobody" }, "/merged_into", /is no tenant in the directory/],
    ["a pasted key", { display_name: "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789" }, "/display_name", /looks like a key/],
    ["an empty name", { display_name: "" }, "/display_name", /is empty/],
    ["too many tags", { tags: Array.from({ length: 21 }, (_, at) => `t${at}`) }, "/tags", /more than 20/],
    ["a field that is none", { colour: "red" }, "/colour", /is not known here/],
  ];
  test.each(cases)("%s", async (_, body, pointer, detail) => {
    const before = await one("acme");
    const problem = await answered<Problem>(change("acme", body), 400);
    expect(problem.errors).toContainEqual({ pointer, detail: expect.stringMatching(detail) });
    expect(await one("acme")).toEqual(before);
  });
  test("a tenant nobody knows", async () => {
    await answered(change("nobody", { display_name: "x" }), 404);
  });
});

test("owner, cost centre, tags and name are kept, audited once, and told again for the same idempotency key", async () => {
  const body = { display_name: "Acme Corp.", owner: "ada@example.com", cost_centre: "CC-1", tags: ["gold", "eu", "gold"] };
  const made = await answered<DirectoryEntry>(change("acme", body, { ...admin, "idempotency-key": "one" }));
  expect(made).toMatchObject({
    ...body,
    owner: { email: "ada@example.com", name: "Ada", gone: false },
    tags: ["gold", "eu"],
  });
  const again = await change("acme", body, { ...admin, "idempotency-key": "one" });
  expect(again.headers.get("idempotency-replayed")).toBe("true");
  await answered(change("acme", body));
  const { rows } = await pool().query("SELECT action, before, after FROM audit_log WHERE subject = 'tenant:acme'");
  expect(rows).toEqual([
    {
      action: "tenant.change",
      before: expect.objectContaining({ cost_centre: null }),
      after: expect.objectContaining({ cost_centre: "CC-1" }),
    },
  ]);
  expect((await tenants("?search=corp")).entries.map(({ name }) => name)).toEqual(["acme"]);
  expect((await tenants("?owner=Ada@example.com")).entries.map(({ name }) => name)).toEqual(["acme"]);
  expect((await tenants("?cost_centre=")).entries.map(({ name }) => name)).toEqual(["acme-old", "globex"]);
  expect(await ownersOfScopes([{ tenant: "acme" }, { tenant: "globex" }, {}])).toEqual(["ada@example.com", null, null]);
});

test("a merged name is read under the other one, by itself still, and apart again when it is undone", async () => {
  expect((await byTenant()).rows).toEqual({ acme: "1.25", "acme-old": "2.5", globex: "4" });
  await answered(change("acme-old", { merged_into: "acme" }));
  expect(await byTenant()).toEqual({ total: "7.75", rows: { acme: "3.75", globex: "4" } });
  expect(await byTenant({ tenant: "acme" })).toEqual({ total: "3.75", rows: { acme: "3.75" } });
  expect(await byTenant({ tenant: "acme-old" })).toEqual({ total: "2.5", rows: { acme: "2.5" } });
  expect((await one("acme")).aliases).toEqual(["acme-old"]);
  expect(await one("acme")).toMatchObject({ first_seen: "2026-11-02T10:00:00Z", last_seen: "2026-11-20T11:30:00Z" });
  expect(await one("acme-old")).toMatchObject({ merged_into: "acme" });
  expect((await tenants()).entries.map(({ name }) => name)).toEqual(["acme", "globex"]);
  expect((await tenants("?search=acme-old")).entries.map(({ name }) => name)).toEqual(["acme"]);
  expect((await tenants("?merged=true")).entries.map(({ name }) => name)).toEqual(["acme-old"]);
  expect(await ownersOfScopes([{ tenant: "acme-old" }])).toEqual(["ada@example.com"]);
  const limited = await byTenant({ limit: "1" });
  expect(limited).toEqual({ total: "7.75", rows: { globex: "4", null: "3.75" } });

  const chain = await answered<Problem>(change("globex", { merged_into: "acme-old" }), 400);
  expect(chain.errors[0]?.detail).toMatch(/was itself merged into "acme"/);
  const upward = await answered<Problem>(change("acme", { merged_into: "globex" }), 400);
  expect(upward.errors[0]?.detail).toMatch(/while "acme-old" is merged into this one/);

  await answered(change("acme-old", { merged_into: null }));
  expect((await byTenant()).rows).toEqual({ acme: "1.25", "acme-old": "2.5", globex: "4" });
  const { rows } = await pool().query("SELECT action FROM audit_log WHERE subject = 'tenant:acme-old' ORDER BY id");
  expect(rows.map(({ action }) => action)).toEqual(["tenant.merge", "tenant.unmerge"]);
});

test("who is limited to tenants learns of no other through a merge or a feature", async () => {
  await answered(change("acme-old", { merged_into: "acme" }));
  const old = Reach.of(["acme-old"]);
  expect(await byTenant({}, old)).toEqual({ total: "2.5", rows: { "acme-old": "2.5" } });
  expect(await byTenant({}, Reach.of(["acme", "acme-old"]))).toEqual({ total: "3.75", rows: { acme: "3.75" } });
  expect(await byTenant({}, Reach.of(["acme"]))).toEqual({ total: "1.25", rows: { acme: "1.25" } });
  await answered(change("acme-old", { merged_into: null }));
});

test("spend by owner and by cost centre is exact: the rows add up to the total that reports give", async () => {
  const ask = (by: string) =>
    answered<SpendBy>(call(spendByOwner, `/api/v1/directory/spend?by=${by}&from=2026-11-01`, { headers: admin }));
  const { total } = await byTenant();
  const owners = await ask("owner");
  expect(owners.total.effective_cost_usd).toBe(total);
  expect(owners.rows.map(({ value, name, effective_cost_usd }) => [value, name, effective_cost_usd])).toEqual([
    [null, null, "6.5"],
    ["ada@example.com", "Ada", "1.25"],
  ]);
  const csv = "kind,name,owner,cost_centre\nfeature,search,team@example.com,CC-2\n";
  await answered(take(csv));
  expect((await ask("owner")).rows.map(({ value, effective_cost_usd }) => [value, effective_cost_usd])).toEqual([
    ["team@example.com", "4"],
    [null, "2.5"],
    ["ada@example.com", "1.25"],
  ]);
  const centres = await ask("cost_centre");
  expect(centres.rows.map(({ value, effective_cost_usd }) => [value, effective_cost_usd])).toEqual([
    ["CC-2", "4"],
    [null, "2.5"],
    ["CC-1", "1.25"],
  ]);
  expect(centres.rows[0]?.parts).toMatchObject([{ kind: "feature", name: "search", effective_cost_usd: "4" }]);
  expect(centres.total.effective_cost_usd).toBe(total);
});

describe("files", () => {
  test("what was exported is taken again and changes nothing", async () => {
    const answer = await call(list, "/api/v1/tenants?format=csv", { headers: admin });
    const csv = await answer.text();
    expect(csv.split("\r\n")[0]).toBe(
      "kind,name,display_name,owner,cost_centre,channel_id,tags,merged_into,first_seen,last_seen",
    );
    const taken = await answered<EntryImport>(take(csv));
    expect(taken).toMatchObject({ created: 0, changed: 0, unchanged: 3 });
  });

  test("a dry run says what would happen and keeps nothing; rows may name each other", async () => {
    const csv = "kind,name,display_name,merged_into\ntenant,acme-old,,newco\ntenant,newco,New Co,\n";
    const rehearsed = await answered<EntryImport>(take(csv, true));
    expect(rehearsed).toMatchObject({ dry_run: true, created: 1, changed: 1, unchanged: 0 });
    await answered(call(readOne, "/", { headers: admin, params: { name: "newco" } }), 404);
    expect((await byTenant()).rows["acme-old"]).toBe("2.5");
    expect(await answered<EntryImport>(take(csv))).toMatchObject({ created: 1, changed: 1 });
    expect((await byTenant()).rows).toEqual({ acme: "1.25", newco: "2.5", globex: "4" });
    await answered(change("acme-old", { merged_into: null }));
  });

  test("every fault is named with its line, and one is enough to take nothing", async () => {
    const csv = [
      "kind,name,owner,merged_into",
      "tenant,acme,ada@example.com,",
      "planet,mars,,",
      "tenant,globex,bob,",
      "tenant,acme,,",
      "tenant,fresh,,nobody",
    ].join("\n");
    const problem = await answered<Problem>(take(csv), 400);
    expect(problem.errors.map(({ pointer }) => pointer)).toEqual([
      "/csv/3/kind",
      "/csv/5/name",
      "/csv/4/owner",
      "/csv/6/merged_into",
    ]);
    expect(problem.detail).toMatch(/^The file was not taken, nothing was changed: line 3: kind must be one of/);
    await answered(call(readOne, "/", { headers: admin, params: { name: "fresh" } }), 404);
  });
});

test("what comes later is entered too, and moves when it was last and first seen", async () => {
  await spend("late", "1", "2026-11-20T11:58:00Z", { feature: "chat", environment: "production" });
  await spend("late", "1", "2026-10-01T10:20:00Z", { feature: "chat", environment: "production" });
  await followAllNames();
  expect(await one("late")).toMatchObject({ first_seen: "2026-10-01T10:15:00Z", last_seen: "2026-11-20T11:58:00Z" });
});
