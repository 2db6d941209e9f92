import { beforeAll, expect, test } from "vitest";
import { POST as LIFT_WITH_REASON } from "@/app/api/v1/stops/[id]/lift/route";
import { DELETE as LIFT, GET as READ } from "@/app/api/v1/stops/[id]/route";
import { POST as CREATE, GET as LIST } from "@/app/api/v1/stops/route";
import { createToken, createUser, firstRun } from "@/lib/access/service";
import { setClock } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import { bearer, call, SITE } from "@/tests/requests";
import { signIn } from "@/tests/sign-in";
import type { StopAnswer, StopList } from "./contract";
import { expireStops, stopsFor } from "./service";

useDatabase();
const actor = { principal: { kind: "system", id: null, name: "test" } as const, ip: null };
const author = { name: "test", note: async () => {} };
const people: Record<string, Record<string, string>> = {};

beforeAll(async () => {
  await ensurePriceBook();
  await firstRun();
  for (const [name, role] of [
    ["admin", "admin"],
    ["ann", "engineer"],
    ["bob", "engineer"],
  ] as const) {
    const email = `${name}@example.com`;
    await createUser({ email, name, role, password: "correct horse battery" }, actor);
    people[name] = { cookie: (await signIn(email, "correct horse battery")).cookie, origin: SITE };
  }
  const common = { default_environment: null, trusts_reported_cost: false, expires_at: null };
  const { token } = await createToken({ name: "gateway", scopes: ["stops:write"], ...common }, actor);
  people.gateway = bearer(token);
});

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
const body = (fields: Record<string, unknown> = {}) => ({
  mode: "block",
  scope: { tenant: "acme" },
  reason: "it loops",
  ...fields,
});

async function create(who: string, fields: Record<string, unknown> = {}) {
  const answer = await call(CREATE, "/api/v1/stops", { method: "POST", headers: people[who] ?? {}, body: body(fields) });
  return { status: answer.status, body: (await answer.json()) as StopAnswer & { errors: { pointer: string; detail: string }[] } };
}

async function lift(who: string, id: string) {
  const answer = await call(LIFT, `/api/v1/stops/${id}`, { method: "DELETE", headers: people[who] ?? {}, params: { id } });
  return { status: answer.status, body: (await answer.json()) as StopAnswer };
}

async function feed(since: string, limit = 1000): Promise<StopList> {
  const answer = await call(LIST, `/api/v1/stops?since=${since}&limit=${limit}`, { headers: people.gateway ?? {} });
  return (await answer.json()) as StopList;
}

test("an engineer sets stops that end, an admin also others; a reason is asked of everybody", async () => {
  expect((await create("ann")).body.errors[0]?.pointer).toBe("/expires_at");
  expect((await create("gateway")).body.errors[0]?.pointer).toBe("/expires_at");
  expect((await create("ann", { expires_at: inAnHour() })).status).toBe(201);
  expect((await create("admin")).status).toBe(201);
  expect((await create("admin", { reason: " " })).body.errors[0]?.pointer).toBe("/reason");
  expect((await create("admin", { expires_at: "2020-01-01T00:00:00Z" })).body.errors[0]?.pointer).toBe("/expires_at");
});

test("what makes no sense together is refused with the field named", async () => {
  const faults: [Record<string, unknown>, string][] = [
    [{ scope: {} }, "/scope"],
    [{ everything: true }, "/everything"],
    [{ scope: { tenants: "acme" } }, "/scope/tenants"],
    [{ mode: "throttle" }, "/requests_per_minute"],
    [{ mode: "throttle", requests_per_minute: 5, usd_per_minute: "1" }, "/requests_per_minute"],
    [{ mode: "throttle", usd_per_minute: "0" }, "/usd_per_minute"],
    [{ requests_per_minute: 5 }, "/requests_per_minute"],
    [{ mode: "halt" }, "/mode"],
    [{ scope: { key: "sk-live" } }, "/scope/key"],
  ];
  for (const [fields, pointer] of faults) {
    const { status, body: answer } = await create("admin", fields);
    expect([status, answer.errors[0]?.pointer], JSON.stringify(fields)).toEqual([400, pointer]);
  }
  expect((await create("admin", { scope: {}, everything: true, expires_at: inAnHour() })).status).toBe(201);
  const { stops } = await feed("0");
  for (const { id } of stops) await lift("admin", id);
});

test("engineers lift what they set; somebody else's only an admin does; it is in the audit log with its reason", async () => {
  const { id } = (await create("ann", { expires_at: inAnHour(), scope: { tenant: "lifted" } })).body;
  expect((await lift("bob", id)).status).toBe(403);
  expect((await lift("gateway", id)).status).toBe(403);
  expect(stopsFor({ tenant: "lifted" }, Date.now())).toHaveLength(1);
  const answer = await call(LIFT_WITH_REASON, `/api/v1/stops/${id}/lift`, {
    method: "POST",
    headers: people.ann ?? {},
    params: { id },
    body: { reason: "fixed" },
  });
  expect(await answer.json()).toMatchObject({
    state: "lifted",
    lifted_by: "ann@example.com",
    lift_reason: "fixed",
    may_lift: false,
  });
  expect(stopsFor({ tenant: "lifted" }, Date.now())).toHaveLength(0);
  expect((await lift("admin", id)).body).toMatchObject({ state: "lifted", lifted_by: "ann@example.com" });
  const other = (await create("ann", { expires_at: inAnHour() })).body;
  expect((await lift("admin", other.id)).status).toBe(200);
  const { rows } = await pool().query(
    "SELECT actor_name, action, after->>'reason' AS reason FROM audit_log WHERE subject = $1 ORDER BY id",
    [`stop:${id}`],
  );
  expect(rows).toEqual([
    { actor_name: "ann@example.com", action: "stop.create", reason: "it loops" },
    { actor_name: "ann@example.com", action: "stop.lift", reason: "it loops" },
  ]);
  expect((await lift("admin", "01890000-0000-7000-8000-000000000000")).status).toBe(404);
});

test("an expired stop binds nobody from that instant on, and the feed tells of it", async () => {
  const { id, version } = (await create("ann", { expires_at: inAnHour(), scope: { tenant: "ending" } })).body;
  expect(await expireStops(author)).toBe(0);
  setClock(new Date(Date.now() + 3_600_001));
  try {
    expect(stopsFor({ tenant: "ending" }, Date.now() + 3_600_001)).toHaveLength(0);
    const read = await call(READ, `/api/v1/stops/${id}`, { headers: people.ann ?? {}, params: { id } });
    expect(await read.json()).toMatchObject({ state: "expired", coverage: null });
    expect(await expireStops(author)).toBeGreaterThan(0);
    expect(await expireStops(author)).toBe(0);
  } finally {
    setClock(null);
  }
  const { stops } = await feed(String(version));
  expect(stops.find((stop) => stop.id === id)).toMatchObject({ state: "expired", lifted_at: null });
});

test("a gateway that follows the feed while many change stops at once holds in the end exactly what is in force", async () => {
  const held = new Map<string, StopAnswer>();
  let since = "0";
  let working = true;
  const follow = async () => {
    for (let last = false; !last; ) {
      last = !working;
      const answer = await feed(since, 3);
      for (const stop of answer.stops) held.set(stop.id, stop);
      expect(Number(answer.since)).toBeGreaterThanOrEqual(Number(since));
      if (answer.more) last = false;
      since = answer.since;
    }
  };
  const following = follow();
  const work = async (worker: number) => {
    for (let at = 0; at < 8; at++) {
      const { id } = (await create("admin", { scope: { tenant: `busy-${worker}-${at}` } })).body;
      if (at % 2 === 0) await lift("admin", id);
    }
  };
  await Promise.all(Array.from({ length: 6 }, (_, worker) => work(worker)));
  working = false;
  await following;
  const { rows } = await pool().query<{ id: string; version: number; lifted: boolean }>(
    "SELECT id, version, lifted_at IS NOT NULL AS lifted FROM stop",
  );
  expect(held.size).toBe(rows.length);
  for (const { id, version, lifted } of rows) {
    expect(held.get(id)?.version).toBe(version);
    if (lifted) expect(held.get(id)?.state).toBe("lifted");
  }
});

test("the feed's ETag answers 304 until something changes; a point that is ahead of the database begins anew", async () => {
  const ask = (etag: string, since = "0") =>
    call(LIST, `/api/v1/stops?since=${since}`, { headers: { ...people.gateway, "if-none-match": etag } });
  const etag = (await ask("")).headers.get("etag") ?? "";
  const unchanged = await ask(etag);
  expect([unchanged.status, await unchanged.text()]).toEqual([304, ""]);
  await create("admin");
  expect((await ask(etag)).status).toBe(200);
  const ahead = (await (await ask("", "99999999")).json()) as StopList;
  expect(ahead.reset).toBe(true);
  expect(ahead.stops.length).toBeGreaterThan(0);
});

test("the list pages through those in force, newest first, with what they cover", async () => {
  const ids: string[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page = await call(LIST, `/api/v1/stops?limit=5${cursor && `&cursor=${cursor}`}`, { headers: people.ann ?? {} });
    const answer = (await page.json()) as StopList;
    for (const stop of answer.stops) {
      expect(stop.state).toBe("active");
      expect(stop.coverage).toEqual({
        last_5_minutes: { spend_usd: "0", asked_usd: "0", share: null },
        last_day: { spend_usd: "0", asked_usd: "0", share: null },
      });
      ids.push(stop.id);
    }
    cursor = answer.next_cursor;
  }
  expect(ids).toEqual([...new Set(ids)].sort().reverse());
  expect(ids.length).toBeGreaterThan(20);
});
