import { afterEach, expect, test } from "vitest";
import { bumpVersion } from "@/lib/platform/change-versions";
import { setClock } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { useDatabase } from "@/tests/database";
import { until } from "@/tests/requests";
import { TIMED } from "@/tests/timed";
import { authenticateBearer, createToken } from "./service";
import { TokenCache } from "./token-cache";

useDatabase();
const actor = { principal: { kind: "system", id: null, name: "test" } as const, ip: null };
const make = (name: string, expires_at: string | null = null) =>
  createToken(
    { name, scopes: ["ingest:write"], default_environment: "production", trusts_reported_cost: true, expires_at },
    actor,
  );

afterEach(() => setClock(null));

test("a token made here works at once and carries what its events default to", async () => {
  const { token, id } = await make("checkout");
  expect(await authenticateBearer(`Bearer ${token}`)).toEqual({
    kind: "token",
    id,
    name: "checkout",
    scopes: ["ingest:write"],
    defaultEnvironment: "production",
    trustsReportedCost: true,
    tenants: null,
  });
});

test("what is no known token is refused", async () => {
  const { token } = await make("real");
  for (const header of [
    "",
    "Bearer ",
    "Bearer nonsense",
    `Basic ${token}`,
    token,
    `Bearer ${token}x`,
    `Bearer ${"x".repeat(9000)}`,
  ])
    expect(await authenticateBearer(header)).toBeNull();
  expect(await authenticateBearer(undefined)).toBeNull();
});

test("a token revoked behind another instance's back is refused within a second", TIMED, async () => {
  const { token, id } = await make("leaked");
  const elsewhere = new TokenCache();
  expect(await elsewhere.authenticate(`Bearer ${token}`)).not.toBeNull();
  expect(await authenticateBearer(`Bearer ${token}`)).not.toBeNull();
  const client = await pool().connect();
  await client.query("UPDATE api_token SET revoked_at = now() WHERE id = $1", [id]);
  await bumpVersion(client, "tokens");
  client.release();
  const refused = (answer: unknown) => answer === null;
  expect(await until(async () => refused(await authenticateBearer(`Bearer ${token}`)))).toBeLessThan(1000);
  // This one hears no notification: the age of its rows alone must do.
  expect(await until(async () => refused(await elsewhere.authenticate(`Bearer ${token}`)))).toBeLessThan(1100);
});

test("a token that another instance just made is found", async () => {
  const elsewhere = new TokenCache();
  await elsewhere.check();
  const { token } = await make("fresh");
  await until(async () => (await elsewhere.authenticate(`Bearer ${token}`)) !== null);
});

test("an expired token is refused from the moment it expires", async () => {
  const soon = Date.now() + 60_000;
  const { token } = await make("short-lived", new Date(soon).toISOString());
  expect(await authenticateBearer(`Bearer ${token}`)).not.toBeNull();
  setClock(new Date(soon));
  expect(await authenticateBearer(`Bearer ${token}`)).toBeNull();
});

test("last use is written once a minute, not once a request", async () => {
  const { token, id } = await make("busy");
  const lastUsed = async () =>
    (await pool().query<{ at: Date | null }>("SELECT last_used_at AS at FROM api_token WHERE id = $1", [id])).rows[0]?.at ?? null;
  const began = Date.now();
  setClock(new Date(began));
  for (let index = 0; index < 100; index++) await authenticateBearer(`Bearer ${token}`);
  await until(async () => (await lastUsed()) !== null);
  const first = await lastUsed();
  setClock(new Date(began + 30_000));
  await authenticateBearer(`Bearer ${token}`);
  setClock(new Date(began + 61_000));
  await authenticateBearer(`Bearer ${token}`);
  await until(async () => (await lastUsed())?.getTime() !== first?.getTime());
  expect((await lastUsed())?.getTime()).toBe(began + 61_000);
});

test("checking a known token costs microseconds and no query", async () => {
  const { token } = await make("hot");
  const cache = new TokenCache();
  const headers = Array.from({ length: 20_000 }, () => Buffer.from(`Bearer ${token}`).toString());
  await cache.authenticate(headers[0] ?? "");
  const began = performance.now();
  for (const header of headers) if (cache.authenticate(header) instanceof Promise) await cache.check();
  const microseconds = ((performance.now() - began) * 1000) / headers.length;
  expect(microseconds).toBeLessThan(10);
});

test("a flood of unknown tokens asks the database a few times, not once each", async () => {
  const cache = new TokenCache();
  await cache.check();
  let looks = 0;
  const check = cache.check.bind(cache);
  cache.check = () => {
    looks++;
    return check();
  };
  const began = performance.now();
  for (let index = 0; index < 20_000; index++) {
    const answer = cache.authenticate(`Bearer cw_unknown_${index}`);
    if (answer instanceof Promise) await answer;
  }
  expect(looks).toBeLessThanOrEqual(2 + (performance.now() - began) / 50);
});
