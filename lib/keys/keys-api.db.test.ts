import ICAL from "ical.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { POST as compromise, DELETE as falseAlarm } from "@/app/api/v1/keys/[id]/compromise/route";
import { POST as close } from "@/app/api/v1/keys/[id]/rotation/closing/route";
import { POST as start } from "@/app/api/v1/keys/[id]/rotation/route";
import { PUT as succeed } from "@/app/api/v1/keys/[id]/rotation/successor/route";
import { PATCH as patch, GET as readOne } from "@/app/api/v1/keys/[id]/route";
import { GET as feed } from "@/app/api/v1/keys/calendar/[secret]/route";
import { DELETE as revoke } from "@/app/api/v1/keys/calendars/[id]/route";
import { POST as makeCalendar } from "@/app/api/v1/keys/calendars/route";
import { PUT as accept } from "@/app/api/v1/keys/findings/[id]/acceptance/route";
import { POST as importFile } from "@/app/api/v1/keys/import/route";
import { GET as list, POST as register } from "@/app/api/v1/keys/route";
import { createUser, firstRun } from "@/lib/access/service";
import { stopsInForce } from "@/lib/budgets/stops/service";
import { setClock } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import { answered, connectRooms, digest, followKeys, tokenHeaders, useKey } from "@/tests/key-use";
import { call } from "@/tests/requests";
import { signIn } from "@/tests/sign-in";
import type { KeyImport, ProviderKey, ProviderKeyDetail } from "./contract";

useDatabase();
const NOON = "2026-11-20T12:00:00Z";
const DAY = 86_400_000;
const SECRET = "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789";
let admin: Record<string, string> = {};
let engineer = "";
let viewer = "";

beforeAll(async () => {
  await ensurePriceBook();
  await firstRun();
  connectRooms();
  admin = await tokenHeaders("tests", ["admin"]);
  const actor = { principal: { kind: "system", id: null, name: "test" } as const, ip: null };
  for (const role of ["engineer", "viewer"] as const)
    await createUser({ email: `${role}@example.com`, name: role, role, password: "correct horse battery" }, actor);
  engineer = (await signIn("engineer@example.com", "correct horse battery")).cookie;
  viewer = (await signIn("viewer@example.com", "correct horse battery")).cookie;
  await createUser({ email: "gone@example.com", name: "gone", role: "viewer" }, actor);
  await pool().query("UPDATE app_user SET disabled_at = now() WHERE email = 'gone@example.com'");
  setClock(NOON);
});
afterAll(() => setClock(null));

interface Problem {
  detail: string;
  errors: { pointer: string; detail: string }[];
  key_name?: string;
}

const body = (given: Record<string, unknown>) => ({
  provider: "openai",
  environment: "production",
  owner: "ada@example.com",
  ...given,
});
const post = (given: Record<string, unknown>, headers: Record<string, string> = admin) =>
  call(register, "/api/v1/keys", { method: "POST", headers, body: body(given) });
const add = (name: string, given: Record<string, unknown> = {}) =>
  answered<ProviderKey>(post({ name, fingerprint: digest(name), ...given }), 201);
const read = (id: string) => answered<ProviderKeyDetail>(call(readOne, "/", { headers: admin, params: { id } }));
const count = async () => Number((await pool().query("SELECT count(*) AS n FROM provider_key")).rows[0]?.n);
const at = (id: string, given: Record<string, unknown> = {}) => ({ method: "POST", headers: admin, params: { id }, ...given });

describe("bad input is named and changes nothing", () => {
  const cases: [string, Record<string, unknown>, string, RegExp][] = [
    ["a fingerprint that is too short", { fingerprint: "abc" }, "/fingerprint", /SHA-256/],
    ["a fingerprint of 65 digits", { fingerprint: "a".repeat(65) }, "/fingerprint", /64 hex digits/],
    ["no value at all", { fingerprint: undefined }, "/fingerprint", /is required/],
    ["a fingerprint nobody saw", { fingerprint: undefined, unregistered: "a".repeat(64) }, "/unregistered", /seen in no event/],
    ["the key itself as its fingerprint", { fingerprint: SECRET }, "/fingerprint", /never the key itself/],
    ["the key pasted into its name", { name: `prod ${SECRET}` }, "/name", /looks like a key itself/],
    ["the key pasted into its purpose", { purpose: `see ${SECRET}` }, "/purpose", /looks like a key itself/],
    ["the key pasted into a limit", { allowed_tenants: ["acme", SECRET] }, "/allowed_tenants/1", /looks like a key itself/],
    ["more than the last four", { last4: "12345" }, "/last4", /no more/],
    ["characters that no key ends in", { last4: "\u0000abc" }, "/last4", /visible ASCII/],
    ["a field that is not known", { colour: "red" }, "/colour", /not known/],
    ["an owner who is nobody's name", { owner: "bob" }, "/owner", /neither the id of a person here nor an e-mail/],
    [
      "an owner with an id that is nobody's",
      { owner: "01890000-0000-7000-8000-000000000000" },
      "/owner",
      /no person with this id/,
    ],
    ["an owner who has no access", { owner: "gone@example.com" }, "/owner", /no access any more/],
    ["an expiry in the past", { expires_at: "2026-11-19" }, "/expires_at", /lies in the past/],
    ["a rotation in the future", { last_rotated_at: "2026-11-22" }, "/last_rotated_at", /lies in the future/],
    ["a date that is none", { expires_at: "2026-02-31" }, "/expires_at", /not a date/],
    ["an interval of no days", { rotation_days: 0 }, "/rotation_days", /1 to 3650/],
    ["a zone that is none", { timezone: "Mars/Base" }, "/timezone", /not an IANA time zone/],
    ["a field that is not known", { value: "x" }, "/value", /not known/],
  ];
  test.each(cases)("%s", async (_name, given, pointer, words) => {
    const before = await count();
    const problem = await answered<Problem & Record<string, unknown>>(
      post({ name: "bad", fingerprint: digest("bad"), ...given }),
      400,
    );
    expect(problem.errors[0]?.pointer).toBe(pointer);
    expect(problem.errors[0]?.detail).toMatch(words);
    expect(JSON.stringify(problem)).not.toContain("abcdefghijklmnop");
    expect(await count()).toBe(before);
  });

  test("a key registered twice names the other", async () => {
    await add("first of two");
    const problem = await answered<Problem>(post({ name: "second of two", fingerprint: digest("first of two") }), 409);
    expect(problem).toMatchObject({ key_name: "first of two", errors: [{ pointer: "/fingerprint" }] });
    const both = await Promise.all(["a", "b"].map((name) => post({ name, fingerprint: digest("at once") })));
    expect(both.map((answer) => answer.status).sort()).toEqual([201, 409]);
  });
});

test("the same request under one Idempotency-Key is made once, and another one under it refused", async () => {
  const headers = { ...admin, "idempotency-key": '"register-1"' };
  const given = { name: "once", fingerprint: digest("once") };
  const first = await answered<ProviderKey>(post(given, headers), 201);
  const again = await post(given, headers);
  expect(again.headers.get("idempotency-replayed")).toBe("true");
  expect(await again.json()).toEqual(first);
  await answered(post({ ...given, name: "other" }, headers), 422);
  const failing = { ...admin, "idempotency-key": "register-2" };
  await answered(post(given, failing), 409);
  await answered(post({ name: "twice", fingerprint: digest("twice") }, failing), 201);
  await answered(post(given, { ...admin, "idempotency-key": "" }), 400);
  const ids = await Promise.all(
    [1, 2, 3].map(
      async () => (await post({ name: "thrice", fingerprint: digest("thrice") }, { ...admin, "idempotency-key": "r3" })).status,
    ),
  );
  expect(ids.filter((status) => status === 201).length).toBeGreaterThan(0);
  const stored = await pool().query("SELECT count(*)::int AS n FROM provider_key WHERE name = 'thrice'");
  expect(stored.rows).toEqual([{ n: 1 }]);
});

test("an engineer registers and changes keys of their own; a viewer none; a reading token none", async () => {
  const own = { cookie: engineer };
  await answered(post({ name: "for ada", fingerprint: digest("for ada") }, own), 403);
  const mine = await answered<ProviderKey>(
    post({ name: "mine", fingerprint: digest("mine"), owner: "engineer@example.com" }, own),
    201,
  );
  const theirs = await add("theirs");
  const change = (id: string, headers: Record<string, string>) =>
    call(patch, "/", { method: "PATCH", headers, params: { id }, body: { purpose: "changed" } });
  await answered(change(mine.id, own));
  await answered(change(theirs.id, own), 403);
  await answered(change(mine.id, { cookie: viewer }), 403);
  await answered(change(mine.id, await tokenHeaders("reader", ["keys:read"])), 403);
  await answered(call(start, "/", at(theirs.id, { headers: own })), 403);
  await answered(call(compromise, "/", at(theirs.id, { headers: own, body: { reason: "seen" } })), 403);
  expect(await read(theirs.id)).toMatchObject({ purpose: "", status: "active" });
  const { rows } = await pool().query("SELECT actor_name FROM audit_log WHERE action = 'key.change' ORDER BY id DESC LIMIT 1");
  expect(rows).toEqual([{ actor_name: "engineer@example.com" }]);
});

test("a compromised key is marked, found, and its values denied, once; a successor is not", async () => {
  const key = await add("leaked");
  const mark = () =>
    answered<{ key: ProviderKey; stops: string[] }>(
      call(compromise, "/", at(key.id, { body: { reason: "in a public commit" } })),
    );
  const first = await mark();
  expect(first).toMatchObject({
    revocation_url: "https://platform.openai.com/api-keys",
    key: { status: "compromised", due_on: null },
  });
  expect(first.key.findings[0]).toMatchObject({ kind: "compromised", severity: "critical" });
  expect(first.stops).toHaveLength(1);
  expect((await mark()).stops).toEqual(first.stops);
  const denied = [...stopsInForce()].filter(({ scope }) => scope.key === key.values[0]?.fingerprint);
  expect(denied.length).toBe(1);

  await useKey(admin, "leaked", Date.parse(NOON) + 60_000);
  setClock("2026-11-20T12:05:00Z");
  await followKeys();
  expect((await read(key.id)).findings[0]?.detail).toContain("Still in use: last seen 2026-11-20 12:01 UTC in production");
  await answered(call(start, "/", at(key.id)));
  await answered(call(succeed, "/", at(key.id, { method: "PUT", body: { fingerprint: digest("leaked, replaced") } })));
  expect(await read(key.id)).toMatchObject({
    status: "rotating",
    values: [{ state: "current", stop_id: null }, { state: "compromised" }],
  });
  await answered(call(close, "/", at(key.id, { body: {} })), 409);
  await answered(call(close, "/", at(key.id, { body: { confirm: true } })));
  expect(await read(key.id)).toMatchObject({ status: "active", findings: [{ kind: "compromised" }] });
  setClock(new Date(Date.parse(NOON) + 9 * DAY));
  await followKeys();
  expect((await read(key.id)).findings.map(({ kind }) => kind)).not.toContain("compromised");
  setClock(NOON);

  const alarm = await add("false alarm");
  await answered(call(compromise, "/", at(alarm.id, { body: { reason: "a mistake" } })));
  expect(await answered(call(falseAlarm, "/", at(alarm.id, { method: "DELETE" })))).toMatchObject({ status: "active" });
});

test("an accepted finding counts again after its end date, and stays accepted when it comes back before", async () => {
  const key = await add("accepted", { owner: null });
  const finding = key.findings.find(({ kind }) => kind === "no_owner");
  const put = (until: string, reason = "on purpose") =>
    call(accept, "/", { method: "PUT", headers: admin, params: { id: finding?.id ?? "" }, body: { reason, until } });
  await answered(put("2026-11-19"), 400);
  await answered(put("2026-12-01", ""), 400);
  await answered(put("2026-12-01"));
  const state = async () => (await read(key.id)).findings.find(({ kind }) => kind === "no_owner")?.accepted?.reason ?? null;
  expect(await state()).toBe("on purpose");
  const owner = (name: string | null) => answered(call(patch, "/", at(key.id, { method: "PATCH", body: { owner: name } })));
  await owner("ada@example.com");
  expect((await read(key.id)).findings.map(({ kind }) => kind)).not.toContain("no_owner");
  await owner(null);
  expect(await state()).toBe("on purpose");
  setClock("2026-12-02T00:00:00Z");
  expect(await state()).toBeNull();
  setClock(NOON);
});

test("an owner who loses access is a finding", async () => {
  const actor = { principal: { kind: "system", id: null, name: "test" } as const, ip: null };
  const person = await createUser({ email: "leaver@example.com", name: "", role: "viewer" }, actor);
  const key = await add("of a leaver", { owner: person.id });
  await pool().query("UPDATE app_user SET disabled_at = now() WHERE id = $1", [person.id]);
  await followKeys();
  expect((await read(key.id)).findings.map(({ kind }) => kind)).toContain("owner_gone");
});

describe("a file of keys", () => {
  const take = (csv: string, dry_run = false) =>
    call(importFile, "/", { method: "POST", headers: admin, body: { csv, dry_run } });

  test("with mixed errors names each with its line and changes nothing", async () => {
    const before = await count();
    const csv = [
      "name,provider,environment,owner,fingerprint,expires_at,purpose",
      `good,openai,production,ada@example.com,${digest("file good")},,`,
      `"two\nlines",openai,production,ada@example.com,${digest("file two")},,`,
      `bad owner,openai,production,bob,${digest("file owner")},,`,
      "short,openai,production,ada@example.com,123,,",
      `past,openai,production,ada@example.com,${digest("file past")},2020-01-01,`,
      `again,openai,production,ada@example.com,${digest("file good")},,`,
      `pasted,openai,production,ada@example.com,${digest("file pasted")},,${SECRET}`,
    ].join("\n");
    const problem = await answered<Problem>(take(csv), 400);
    expect(problem.errors.map(({ pointer }) => pointer)).toEqual([
      "/csv/3/name",
      "/csv/5/owner",
      "/csv/6/fingerprint",
      "/csv/7/expires_at",
      "/csv/8/fingerprint",
      "/csv/9/purpose",
    ]);
    expect(problem.errors[4]?.detail).toBe('line 8: fingerprint is registered as "good"');
    expect(JSON.stringify(problem)).not.toContain(SECRET);
    expect(await count()).toBe(before);
    await answered(take("nonsense\n1\n"), 400);
    await answered(take('name,provider\n"open'), 400);
  });

  test("is tried without a trace, then taken; an export comes back unchanged, formulas disarmed", async () => {
    const csv = `name,provider,environment,owner,fingerprint,allowed_tenants,rotation_days,purpose\r\n'=1+1,openai,staging,ada@example.com,${digest("formula")},acme;a\\;b,30,-x\r\n`;
    const before = await count();
    expect(await answered<KeyImport>(take(csv, true))).toMatchObject({ dry_run: true, created: 1 });
    expect(await count()).toBe(before);
    expect(await answered<KeyImport>(take(csv))).toMatchObject({
      dry_run: false,
      created: 1,
      rows: [{ line: 2, action: "create" }],
    });
    const { keys } = await answered<{ keys: ProviderKey[] }>(call(list, "/api/v1/keys?search=%3D1", { headers: admin }));
    expect(keys).toMatchObject([{ name: "=1+1", allowed_tenants: ["acme", "a;b"], rotation_days: 30, purpose: "-x" }]);
    const exported = await (await call(list, "/api/v1/keys?format=csv", { headers: admin })).text();
    expect(exported).toContain(",'=1+1,");
    expect(exported).not.toContain(digest("formula"));
    expect(await answered<KeyImport>(take(exported))).toMatchObject({ created: 0, changed: 0, unchanged: before + 1 });
    const renamed = exported.replace("'=1+1", "renamed");
    expect(await answered<KeyImport>(take(renamed))).toMatchObject({ created: 0, changed: 1 });
  });
});

test("the calendar is one that a calendar program reads, without anything of a key", async () => {
  await pool().query("DELETE FROM provider_key");
  const long = `Checkout; orders, and "more" \\ with a name so long that its line must be folded more than once: ${"größer ".repeat(20)}`;
  const key = await add(long.trim().slice(0, 256), {
    last4: "zZ9q",
    expires_at: "2027-03-01",
    purpose: "Two\nlines",
    last_rotated_at: "2026-11-01",
  });
  await add("retired soon");
  const made = await answered<{ id: string; url: string }>(
    call(makeCalendar, "/", { method: "POST", headers: admin, body: {} }),
    201,
  );
  const secret = made.url.split("/").pop() ?? "";
  expect(secret.length).toBeGreaterThanOrEqual(32);
  const get = () => call(feed, "/", { params: { secret } });
  const answer = await get();
  expect(answer.headers.get("content-type")).toBe("text/calendar; charset=utf-8");
  const text = await answer.text();
  expect(text.split("\r\n").every((line) => Buffer.byteLength(line) <= 75 && !/[\r\n]/.test(line))).toBe(true);
  const calendar = new ICAL.Component(ICAL.parse(text));
  const events = calendar.getAllSubcomponents("vevent").map((component) => new ICAL.Event(component));
  const rotation = events.find(({ uid }) => uid === `key-${key.id}-rotation@costwarden`);
  expect(rotation?.summary).toBe(`Rotate ${key.name} (production)`);
  expect(rotation?.description).toContain("Purpose: Two\nlines");
  expect(rotation?.startDate.toString()).toBe("2027-01-30");
  expect(rotation?.startDate.isDate).toBe(true);
  expect(events.find(({ uid }) => uid === `key-${key.id}-expiry@costwarden`)?.startDate.toString()).toBe("2027-03-01");
  expect(events).toHaveLength(3);
  expect(rotation?.component.getFirstPropertyValue("dtstamp")?.toString()).toBe("2026-11-20T12:00:00Z");
  for (const part of ["zZ9q", digest(key.name), key.values[0]?.fingerprint ?? "-"]) expect(text).not.toContain(part);
  expect(await (await get()).text()).toBe(text);
  await answered(call(revoke, "/", at(made.id, { method: "DELETE" })));
  expect((await get()).status).toBe(404);
  const { rows } = await pool().query("SELECT encode(token_hash, 'escape') AS hash FROM key_calendar");
  expect(JSON.stringify(rows)).not.toContain(secret);
});
