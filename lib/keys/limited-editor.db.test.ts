import { beforeAll, expect, test } from "vitest";
import { POST as compromise } from "@/app/api/v1/keys/[id]/compromise/route";
import { POST as retire } from "@/app/api/v1/keys/[id]/retirement/route";
import { POST as start } from "@/app/api/v1/keys/[id]/rotation/route";
import { PUT as succeed } from "@/app/api/v1/keys/[id]/rotation/successor/route";
import { PATCH as patch, GET as readOne } from "@/app/api/v1/keys/[id]/route";
import { PUT as accept } from "@/app/api/v1/keys/findings/[id]/acceptance/route";
import { POST as importFile } from "@/app/api/v1/keys/import/route";
import { PUT as see } from "@/app/api/v1/keys/reminders/[id]/seen/route";
import { POST as register } from "@/app/api/v1/keys/route";
import { createUser, firstRun } from "@/lib/access/service";
import { nowMs } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import { answered, connectRooms, digest, followKeys, tokenHeaders, useKey } from "@/tests/key-use";
import { call, SITE } from "@/tests/requests";
import { signIn } from "@/tests/sign-in";
import type { ProviderKey } from "./contract";

useDatabase();
const EMAIL = "of-acme@example.com";
let admin: Record<string, string> = {};
let limited: Record<string, string> = {};
const keys: Record<string, ProviderKey> = {};

const body = (name: string, given: Record<string, unknown> = {}) => ({
  name,
  provider: "openai",
  environment: "production",
  owner: EMAIL,
  fingerprint: digest(name),
  ...given,
});

beforeAll(async () => {
  await ensurePriceBook();
  await firstRun();
  connectRooms();
  admin = await tokenHeaders("tests", ["admin"]);
  const actor = { principal: { kind: "system", id: null, name: "test" } as const, ip: null };
  const password = "correct horse battery";
  await createUser({ email: EMAIL, name: "", role: "engineer", password, tenants: ["acme"] }, actor);
  limited = { cookie: (await signIn(EMAIL, password)).cookie, origin: SITE };
  for (const [name, given] of [
    ["own of acme", { allowed_tenants: ["acme"] }],
    ["own of acme and initech", { allowed_tenants: ["acme", "initech"] }],
    ["own, seen with initech", { allowed_tenants: ["acme"] }],
    ["own of nobody yet", {}],
    ["of acme, another's", { allowed_tenants: ["acme"], owner: "ada@example.com" }],
  ] as const)
    keys[name] = await answered(call(register, "/", { method: "POST", headers: admin, body: body(name, given) }), 201);
  await useKey(admin, "own, seen with initech", nowMs(), { tenant: "initech" });
  await useKey(admin, "used by initech, not registered", nowMs(), { tenant: "initech" });
  await useKey(admin, "used by acme, not registered", nowMs(), { tenant: "acme" });
  await followKeys();
});

const idOf = (name: string) => keys[name]?.id ?? "";
const ask = (handler: unknown, method: string, id: string, given: unknown = {}) =>
  call(handler, "/", { method, headers: limited, params: { id }, body: given });
const make = (given: unknown) => call(register, "/", { method: "POST", headers: limited, body: given });

async function refused(answer: Promise<Response>, status: number): Promise<string> {
  const response = await answer;
  const text = await response.text();
  expect(response.status, text).toBe(status);
  expect(text).not.toContain("initech");
  return text;
}

test("an engineer who is limited to tenants changes the keys they own where all tenants of the key are theirs", async () => {
  const id = idOf("own of acme");
  expect(await answered(ask(patch, "PATCH", id, { purpose: "chat" }))).toMatchObject({ purpose: "chat", may_edit: true });
  expect(await answered(ask(start, "POST", id))).toMatchObject({ status: "rotating" });
  await answered(ask(succeed, "PUT", id, { fingerprint: digest("next of acme"), last4: "acme" }));
  const { findings } = await answered<ProviderKey>(call(readOne, "/", { headers: limited, params: { id } }));
  const until = new Date(nowMs() + 86_400_000).toISOString();
  for (const finding of findings) await answered(ask(accept, "PUT", finding.id, { reason: "known", until }));
  expect(await answered(ask(compromise, "POST", id, { reason: "found in a log" }))).toMatchObject({
    key: { status: "compromised" },
  });
  expect((await ask(patch, "PATCH", idOf("of acme, another's"), { purpose: "x" })).status).toBe(403);
});

test("to them keys of other tenants are not there, whoever owns them; nothing is changed", async () => {
  for (const name of ["own of acme and initech", "own, seen with initech", "own of nobody yet"]) {
    const id = idOf(name);
    const unknown = await refused(ask(patch, "PATCH", "00000000-0000-4000-8000-000000000000", { purpose: "x" }), 404);
    const told = await refused(ask(patch, "PATCH", id, { purpose: "x" }), 404);
    expect(JSON.parse(told).detail).toBe(JSON.parse(unknown).detail);
    await refused(ask(start, "POST", id), 404);
    await refused(ask(retire, "POST", id), 404);
    await refused(ask(compromise, "POST", id, { reason: "x" }), 404);
    const { rows } = await pool().query<{ id: string; finding: string }>(
      "SELECT r.id, (SELECT f.id FROM key_finding AS f WHERE f.subject = $1 LIMIT 1) AS finding FROM key_reminder AS r WHERE r.key_id = $1::uuid LIMIT 1",
      [id],
    );
    await refused(ask(see, "PUT", rows[0]?.id ?? ""), 404);
    if (rows[0]?.finding) await refused(ask(accept, "PUT", rows[0].finding, { reason: "x", until: "2099-01-01T00:00:00Z" }), 404);
    const csv = `id,name,provider,environment,purpose\n${id},${name},openai,production,x\n`;
    await refused(call(importFile, "/", { method: "POST", headers: limited, body: { csv } }), 400);
    const after = await answered(call(readOne, "/", { headers: admin, params: { id } }));
    expect(after).toMatchObject({ purpose: "", status: "active", updated_at: keys[name]?.updated_at });
  }
});

test("they register keys of their own for tenants of theirs, and no value that others use", async () => {
  const made = await answered(make(body("new", { allowed_tenants: ["acme"] })), 201);
  expect(made).toMatchObject({ owner: { email: EMAIL }, may_edit: true });
  for (const allowed_tenants of [[], ["acme", "umbrella"]]) {
    const text = await refused(make(body("wide", { allowed_tenants })), 403);
    expect(JSON.parse(text).errors).toMatchObject([{ pointer: "/allowed_tenants" }]);
    await refused(ask(patch, "PATCH", String(made.id), { allowed_tenants }), 403);
  }
  // Registered out of reach, and used out of reach: the same words.
  const mine = { allowed_tenants: ["acme"] };
  const registered = await refused(make(body("own of acme and initech", mine)), 409);
  const used = await refused(make(body("used by initech, not registered", mine)), 409);
  expect(JSON.parse(registered).detail).toBe(JSON.parse(used).detail);
  expect(registered).not.toContain("own of acme");
  // One that is theirs to know is named.
  expect(await refused(make(body("of acme, another's", mine)), 409)).toContain("of acme, another's");
  const { rows } = await pool().query<{ fingerprint: string }>(
    "SELECT fingerprint FROM key_use WHERE fingerprint NOT IN (SELECT fingerprint FROM provider_key_value) ORDER BY tenant",
  );
  const [ofAcme, ofInitech] = rows.map(({ fingerprint: unregistered }) => ({ ...body("adopted", mine), unregistered }));
  await refused(make({ ...ofInitech, fingerprint: undefined }), 400);
  await answered(make({ ...ofAcme, fingerprint: undefined }), 201);
});
