import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { POST as retire } from "@/app/api/v1/keys/[id]/retirement/route";
import { DELETE as cancel, POST as start } from "@/app/api/v1/keys/[id]/rotation/route";
import { PUT as succeed } from "@/app/api/v1/keys/[id]/rotation/successor/route";
import { PATCH as patchOne, GET as readOne } from "@/app/api/v1/keys/[id]/route";
import { GET as list, POST as register } from "@/app/api/v1/keys/route";
import { GET as unregistered } from "@/app/api/v1/keys/unregistered/route";
import { GET as spend } from "@/app/api/v1/spend/route";
import { createBudget } from "@/lib/budgets/changes/change-budgets";
import { newBudget } from "@/lib/budgets/contract";
import { explainBudget } from "@/lib/budgets/readings/explain";
import { StandingsKeeper } from "@/lib/budgets/standings/keeper";
import { foldRollups } from "@/lib/metering/service";
import { setClock } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { formatAtto } from "@/lib/platform/decimal";
import { Reach } from "@/lib/platform/reach";
import { ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import { answered, digest, followKeys, tokenHeaders, useKey } from "@/tests/key-use";
import { call } from "@/tests/requests";
import { author } from "@/tests/spent-usage";
import type { ProviderKeyDetail } from "./contract";
import { keyLineages } from "./lineages";

useDatabase();
const NOON = Date.parse("2026-11-20T12:00:00Z");
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
let headers: Record<string, string> = {};

beforeAll(async () => {
  setClock(new Date(NOON));
  await ensurePriceBook();
  headers = await tokenHeaders("tests", ["admin"]);
});
beforeEach(() => setClock(new Date(NOON)));
afterAll(() => setClock(null));

const ok = answered;
const use = (value: string, atMs: number, given: Record<string, unknown> = {}, times = 1) =>
  useKey(headers, value, atMs, given, times);

const add = (body: Record<string, unknown>) =>
  ok<ProviderKeyDetail>(
    call(register, "/api/v1/keys", {
      method: "POST",
      headers,
      body: { provider: "openai", environment: "production", owner: "ada@example.com", ...body },
    }),
    201,
  );
const read = (id: string) => ok<ProviderKeyDetail>(call(readOne, `/api/v1/keys/${id}`, { headers, params: { id } }));
const change = (id: string, body: unknown) =>
  ok<ProviderKeyDetail>(call(patchOne, `/api/v1/keys/${id}`, { method: "PATCH", headers, params: { id }, body }));
const kinds = (key: { findings: { kind: string }[] }) => key.findings.map(({ kind }) => kind).sort();
const spendOf = (query: string) =>
  ok<{ rows: Record<string, unknown>[]; total: { requests: number } }>(call(spend, `/api/v1/spend?${query}`, { headers }));

test("a key is found in events, adopted, rotated with events on both values, and its rotation closes by itself", async () => {
  await use("first-value-of-life", NOON - 2 * HOUR);
  await followKeys();
  const { unregistered: found } = await ok<{ unregistered: Record<string, unknown>[] }>(
    call(unregistered, "/api/v1/keys/unregistered", { headers }),
  );
  expect(found).toMatchObject([
    { last4: "life", provider: "openai", environments: ["production"], finding: { kind: "unregistered", severity: "high" } },
  ]);
  const before = await spendOf("group_by=key&granularity=none");
  expect(before.rows).toMatchObject([{ key: found[0]?.fingerprint, effective_cost_usd: "2.5" }]);

  const adopted = await add({ name: "life", unregistered: found[0]?.fingerprint });
  expect(adopted).toMatchObject({ name: "life", status: "active", first_seen: "2026-11-20T10:00:00Z", findings: [] });
  expect(
    (await ok<{ unregistered: unknown[] }>(call(unregistered, "/api/v1/keys/unregistered", { headers }))).unregistered,
  ).toEqual([]);
  expect((await spendOf("group_by=key&granularity=none")).rows).toMatchObject([{ key: adopted.id, effective_cost_usd: "2.5" }]);

  const rotate = () =>
    ok<ProviderKeyDetail>(
      call(start, `/api/v1/keys/${adopted.id}/rotation`, { method: "POST", headers, params: { id: adopted.id } }),
    );
  expect((await rotate()).status).toBe("rotating");
  const started = (await read(adopted.id)).rotation;
  setClock(new Date(NOON + 60_000));
  await rotate();
  expect((await read(adopted.id)).rotation).toMatchObject({ started_at: started?.started_at, step: "register_successor" });
  const next = (value: string, status = 200) =>
    ok<ProviderKeyDetail>(
      call(succeed, `/api/v1/keys/${adopted.id}/rotation/successor`, {
        method: "PUT",
        headers,
        params: { id: adopted.id },
        body: { fingerprint: digest(value), last4: value.slice(-4) },
      }),
      status,
    );
  const both = await next("second-value");
  expect(await next("second-value")).toMatchObject({ values: both.values });
  await next("a-third-value", 409);

  await use("first-value-of-life", NOON + 2 * 60_000, {}, 3);
  await use("second-value", NOON + 60_000, {}, 1);
  await followKeys();
  setClock(new Date(NOON + 23 * HOUR));
  await foldRollups();
  await followKeys();
  const shared = await read(adopted.id);
  expect(shared.rotation).toMatchObject({
    closes_at: "2026-11-21T12:02:00Z",
    traffic: [
      { last4: "alue", share: 0.25 },
      { last4: "life", share: 0.75 },
    ],
  });
  expect(shared.status).toBe("rotating");

  setClock(new Date(NOON + DAY + 3 * 60_000));
  await followKeys();
  const closed = await read(adopted.id);
  expect(closed).toMatchObject({
    id: adopted.id,
    status: "active",
    rotation: null,
    values: [{ state: "current" }, { state: "retired", last4: "life" }],
  });
  const { rows } = await pool().query("SELECT actor_name FROM audit_log WHERE action = 'key.close_rotation'");
  expect(rows).toEqual([{ actor_name: "rotation" }]);

  // Spend follows the lineage: one row, whole, whatever the limit.
  const lineage = await spendOf("group_by=key&granularity=none&limit=1");
  expect(lineage.rows).toMatchObject([{ key: adopted.id, requests: 5, effective_cost_usd: "12.5" }]);
  expect((await spendOf(`key=${adopted.id}&granularity=none`)).total.requests).toBe(5);
  expect((await spendOf(`key=${found[0]?.fingerprint}&group_by=key&granularity=none`)).rows).toMatchObject([
    { key: adopted.id, requests: 4 },
  ]);
  expect((await spendOf(`group_by=tenant,key&top=1`)).rows.reduce((sum, row) => sum + Number(row.requests), 0)).toBe(5);
  expect((await spendOf(`key=${randomUUID()}&granularity=none`)).total.requests).toBe(0);

  // The retired value in use again is a finding, and clears a week later.
  await use("first-value-of-life", NOON + DAY + 30 * 60_000, {}, 1).catch(() => {});
  setClock(new Date(NOON + DAY + 40 * 60_000));
  await use("first-value-of-life", NOON + DAY + 30 * 60_000);
  await followKeys();
  expect(kinds(await read(adopted.id))).toEqual(["used_after_retirement"]);
  setClock(new Date(NOON + 9 * DAY));
  await followKeys();
  expect(kinds(await read(adopted.id))).toEqual([]);
});

test("a budget on a key, and one for each key, follow it from its first event through adoption and rotation", async () => {
  await use("budgeted-one", NOON - 2 * HOUR, { tenant: "budgeted" });
  await followKeys();
  const { unregistered: found } = await ok<{ unregistered: { fingerprint: string; last4: string }[] }>(
    call(unregistered, "/api/v1/keys/unregistered", { headers }),
  );
  const fingerprint = found.find(({ last4 }) => last4 === "-one")?.fingerprint ?? "";
  const limits = { period: "month", limit: "6", thresholds: [50] };
  const own = await createBudget(newBudget.parse({ name: "own", scope: { key: fingerprint }, ...limits }), author);
  const each = await createBudget(
    newBudget.parse({ name: "each", scope: { tenant: "budgeted" }, each: "key", ...limits }),
    author,
  );
  const keeper = new StandingsKeeper();
  const spent = async (subject: string) => {
    keeper.followBudgets();
    await keeper.look();
    return [keeper.book.find(own.id)?.spent, keeper.book.find(each.id, subject)?.spent].map((each) => formatAtto(each ?? 0n));
  };
  expect(await spent(fingerprint)).toEqual(["2.5", "2.5"]);

  const adopted = await add({ name: "budgeted", unregistered: fingerprint });
  expect(await spent(adopted.id)).toEqual(["2.5", "2.5"]);
  expect(keeper.book.find(own.id)?.scope).toEqual({ key: [adopted.id] });

  const path = `/api/v1/keys/${adopted.id}/rotation`;
  await ok(call(start, path, { method: "POST", headers, params: { id: adopted.id } }));
  const successor = { fingerprint: digest("budgeted-two"), last4: "-two" };
  await ok(call(succeed, `${path}/successor`, { method: "PUT", headers, params: { id: adopted.id }, body: successor }));
  await use("budgeted-two", NOON - HOUR, { tenant: "budgeted" });
  expect(await spent(adopted.id)).toEqual(["5", "5"]);
  const { keyOf } = await keyLineages();
  const values = [...keyOf].filter(([, id]) => id === adopted.id).map(([value]) => value);
  expect(values).toHaveLength(2);
  for (const key of values) {
    const matching = keeper.book.matching({ tenant: "budgeted", key }).map(({ budgetId, subject }) => [budgetId, subject]);
    expect(matching).toContainEqual([own.id, null]);
    expect(matching).toContainEqual([each.id, adopted.id]);
  }
  expect(await explainBudget(own.id, {}, Reach.everywhere)).toMatchObject({ spent: "5" });
});

test("a rotation is given up while its successor is not in use, and what the key said before is back", async () => {
  const expiry = new Date(NOON + 200 * DAY).toISOString();
  const key = await add({
    name: "given up",
    fingerprint: digest("given-up-1"),
    expires_at: expiry,
    last_rotated_at: "2026-11-01",
  });
  const at = { headers, params: { id: key.id } };
  await ok(call(start, "/", { method: "POST", ...at }));
  await ok(call(succeed, "/", { method: "PUT", ...at, body: { fingerprint: digest("given-up-2") } }));
  expect(await read(key.id)).toMatchObject({
    expires_at: null,
    values: [{ generation: 2 }, { generation: 1, state: "previous" }],
  });
  await ok(call(cancel, "/", { method: "DELETE", ...at }));
  await ok(call(cancel, "/", { method: "DELETE", ...at }));
  expect(await read(key.id)).toMatchObject({
    status: "active",
    values: [{ generation: 1, state: "current" }],
    last_rotated_at: "2026-11-01T00:00:00Z",
    expires_at: new Date(NOON + 200 * DAY).toISOString().replace(".000", ""),
  });
});

describe("findings appear with their cause and clear with it", () => {
  test("another environment, tenant and feature than allowed", async () => {
    const key = await add({
      name: "limited",
      fingerprint: digest("limited"),
      allowed_tenants: ["acme"],
      allowed_features: ["chat"],
    });
    expect(kinds(key)).toEqual(["never_used"]);
    await use("limited", NOON - HOUR);
    await use("limited", NOON - HOUR, { environment: "staging", tenant: "globex", feature: "search" });
    await followKeys();
    const found = await read(key.id);
    expect(kinds(found)).toEqual(["outside_environment", "outside_feature", "outside_tenant", "shared_environments"]);
    expect(found.findings.find(({ kind }) => kind === "outside_tenant")?.evidence).toMatchObject({ tenants: ["globex"] });
    await change(key.id, {
      allowed_tenants: ["acme", "globex"],
      allowed_features: [],
      allowed_environments: ["production", "staging"],
    });
    expect(kinds(await read(key.id))).toEqual(["shared_environments"]);
    setClock(new Date(NOON + 8 * DAY));
    await followKeys();
    expect(kinds(await read(key.id))).toEqual([]);
    expect((await read(key.id)).past_findings.map(({ kind }) => kind)).toContain("outside_tenant");
  });

  test("overdue, expiring, unused, no owner", async () => {
    const key = await add({
      name: "old",
      fingerprint: digest("old"),
      owner: null,
      last_rotated_at: "2026-07-01",
      expires_at: "2026-12-01",
    });
    await use("old", NOON - 40 * DAY);
    await followKeys();
    expect(kinds(await read(key.id))).toEqual(["expiring", "no_owner", "rotation_overdue", "unused"]);
    await change(key.id, { owner: "ada@example.com", last_rotated_at: "2026-11-01", expires_at: null });
    await use("old", NOON - HOUR);
    await followKeys();
    // Used again after forty days: that is one of its own.
    expect(kinds(await read(key.id))).toEqual(["dormant_active"]);
    setClock(new Date(NOON + 8 * DAY));
    await followKeys();
    expect(kinds(await read(key.id))).toEqual([]);
  });

  test("a late event within the silence takes the waking back", async () => {
    const key = await add({ name: "late", fingerprint: digest("late") });
    await use("late", NOON - 40 * DAY);
    await followKeys();
    await use("late", NOON - HOUR);
    await followKeys();
    expect(kinds(await read(key.id))).toEqual(["dormant_active"]);
    await use("late", NOON - 20 * DAY);
    await followKeys();
    expect(kinds(await read(key.id))).toEqual([]);
  });

  test("a correction takes back where a key was seen", async () => {
    const key = await add({ name: "corrected", fingerprint: digest("corrected") });
    const id = randomUUID();
    await use("corrected", NOON - HOUR, { environment: "staging", id });
    await followKeys();
    expect(kinds(await read(key.id))).toEqual(["outside_environment"]);
    await use("corrected", NOON - HOUR, { corrects: id });
    await followKeys();
    expect(kinds(await read(key.id))).toEqual([]);
  });

  test.each([
    ["the first time", "DELETE FROM key_use_state"],
    ["on another server, where a backup was restored", "UPDATE key_use_state SET next_xid = '9000000000'"],
  ])("the whole past is counted %s", async (_when, change) => {
    await pool().query(`${change}; DELETE FROM key_use; DELETE FROM key_activity`);
    await followKeys();
    const { keys } = await ok<{ keys: ProviderKeyDetail[] }>(call(list, "/api/v1/keys?search=limited", { headers }));
    expect(keys).toMatchObject([{ name: "limited", first_seen: "2026-11-20T11:00:00Z" }]);
  });
});

test("a value that is used seconds after it was retired is found out, one that was used seconds before is not", async () => {
  const at = NOON + 10 * DAY;
  setClock(new Date(at + 20_000));
  for (const name of ["used-before", "used-after"]) await use(name, at + 10_000);
  await followKeys();
  const keys = new Map<string, string>();
  for (const name of ["used-before", "used-after"]) {
    const { id } = await add({ name, fingerprint: digest(name) });
    keys.set(name, id);
    await ok(call(retire, "/", { method: "POST", headers, params: { id } }));
  }
  // Within the same minute, where rollups tell no difference.
  setClock(new Date(at + 40_000));
  await use("used-after", at + 30_000);
  await followKeys();
  expect(kinds(await read(keys.get("used-before") ?? ""))).toEqual([]);
  const found = await read(keys.get("used-after") ?? "");
  expect(kinds(found)).toEqual(["used_after_retirement"]);
  expect(found.findings[0]?.evidence).toMatchObject({ last_seen: new Date(at + 30_000).toISOString() });
});

test("a key that woke after a month is found out also where all of its history came in at once", async () => {
  const at = NOON + 20 * DAY;
  setClock(new Date(at));
  const { id } = await add({ name: "woken", fingerprint: digest("woken") });
  for (const days of [70, 69, 36, 2, 0]) await use("woken", at - days * DAY - HOUR);
  await followKeys();
  const [finding] = (await read(id)).findings;
  expect(finding).toMatchObject({
    kind: "dormant_active",
    evidence: { silent_days: 34, active_again: new Date(at - 2 * DAY - HOUR).toISOString() },
  });
});
