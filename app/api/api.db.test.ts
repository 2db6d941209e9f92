import { beforeAll, expect, test } from "vitest";
import { createToken } from "@/lib/access/service";
import { useDatabase } from "@/tests/database";
import { bearer, call } from "@/tests/requests";
import { GET as UNKNOWN } from "./[...path]/route";
import { GET as LIST_AUDIT } from "./v1/audit-log/route";
import { PUT as CHANGE_SETTINGS, GET as READ_SETTINGS } from "./v1/settings/route";
import { PATCH as CHANGE_TOKEN, DELETE as REVOKE_TOKEN } from "./v1/tokens/[id]/route";
import { POST as CREATE_TOKEN, DELETE as DELETE_TOKENS, GET as LIST_TOKENS } from "./v1/tokens/route";
import { PATCH as CHANGE_USER } from "./v1/users/[id]/route";
import { POST as CREATE_USER, GET as LIST_USERS } from "./v1/users/route";

useDatabase();
let admin: Record<string, string> = {};

beforeAll(async () => {
  const actor = { principal: { kind: "system", id: null, name: "test" } as const, ip: null };
  const given = {
    name: "root",
    scopes: ["admin" as const],
    default_environment: null,
    trusts_reported_cost: false,
    expires_at: null,
  };
  admin = bearer((await createToken(given, actor)).token);
});

interface Answer {
  status: number;
  body: Record<string, unknown> & { id?: string; token?: string; next_cursor?: string | null };
}

async function ask(
  handler: unknown,
  method: string,
  body?: unknown,
  params: Record<string, string> = {},
  query = "",
): Promise<Answer> {
  const response = await call(handler, `/api/v1/x${query}`, { method, body, params, headers: admin });
  return { status: response.status, body: (await response.json()) as Answer["body"] };
}

test("a token is shown once, listed without its secret, changed, revoked", async () => {
  const made = await ask(CREATE_TOKEN, "POST", { name: "worker", scopes: ["ingest:write", "spend:read"] });
  expect(made.status).toBe(201);
  expect(made.body.token).toMatch(/^cw_/);
  const id = made.body.id ?? "";
  const list = await ask(LIST_TOKENS, "GET");
  expect(JSON.stringify(list.body)).not.toContain(made.body.token);
  expect(JSON.stringify(list.body)).toContain(`"last4":"${made.body.token?.slice(-4)}"`);

  const changed = await ask(CHANGE_TOKEN, "PATCH", { trusts_reported_cost: true, default_environment: "staging" }, { id });
  expect(changed).toMatchObject({
    status: 200,
    body: { trusts_reported_cost: true, default_environment: "staging", name: "worker" },
  });
  const revoked = await ask(REVOKE_TOKEN, "DELETE", undefined, { id });
  expect(revoked.status).toBe(200);
  expect(await ask(REVOKE_TOKEN, "DELETE", undefined, { id })).toEqual(revoked);
  expect((await ask(CHANGE_TOKEN, "PATCH", { trusts_reported_cost: false }, { id })).status).toBe(409);
});

test("what cannot be a token is refused with the field named, and changes nothing", async () => {
  await ask(CREATE_TOKEN, "POST", { name: "taken" });
  const refusals: [unknown, number, string][] = [
    [{}, 400, "/name"],
    [{ name: "" }, 400, "/name"],
    [{ name: "x".repeat(257) }, 400, "/name"],
    [{ name: "a\u0000b" }, 400, "/name"],
    [{ name: "__ours" }, 400, "/name"],
    [{ name: "a", scopes: [] }, 400, "/scopes"],
    [{ name: "a", scopes: ["everything"] }, 400, "/scopes/0"],
    [{ name: "a", expires_at: "2020-01-01T00:00:00Z" }, 400, "/expires_at"],
    [{ name: "a", expires_at: "tomorrow" }, 400, "/expires_at"],
    [{ name: "a", token: "cw_mine" }, 400, "/token"],
    [[], 400, ""],
    [{ name: "taken" }, 409, "/name"],
  ];
  const before = await ask(LIST_TOKENS, "GET");
  for (const [body, status, pointer] of refusals) {
    const answer = await ask(CREATE_TOKEN, "POST", body);
    expect([answer.status, JSON.stringify(body)]).toEqual([status, JSON.stringify(body)]);
    expect(answer.body.errors, JSON.stringify(body)).toMatchObject([{ pointer }]);
  }
  expect((await ask(LIST_TOKENS, "GET")).body).toEqual(before.body);
  const none = { id: "01890000-0000-7000-8000-000000000000" };
  expect((await ask(CHANGE_TOKEN, "PATCH", {}, none)).status).toBe(404);
  expect((await ask(REVOKE_TOKEN, "DELETE", undefined, { id: "nonsense" })).status).toBe(400);
  expect((await ask(CHANGE_TOKEN, "PATCH", { name: "other" }, none)).body.detail).toContain("cannot be changed");
});

test("a body that is no JSON, or too large, is refused", async () => {
  const post = (body: BodyInit) =>
    (CREATE_TOKEN as (request: Request, context: unknown) => Promise<Response>)(
      new Request("http://costs.example/api/v1/tokens", { method: "POST", headers: admin, body, duplex: "half" } as RequestInit),
      { params: Promise.resolve({}) },
    );
  expect((await post("{")).status).toBe(400);
  expect((await post("")).status).toBe(400);
  expect((await post(`{"name":"${"x".repeat(1024 * 1024)}"}`)).status).toBe(413);
  const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65_536)) });
  expect((await post(endless)).status).toBe(413);
});

test("lists are walked page by page without a gap or a repetition", async () => {
  for (let index = 0; index < 7; index++) await ask(CREATE_TOKEN, "POST", { name: `paged-${index}` });
  const seen: string[] = [];
  let query = "?limit=3";
  for (;;) {
    const { body } = await ask(LIST_TOKENS, "GET", undefined, {}, query);
    seen.push(...(body.tokens as { name: string }[]).map((token) => token.name));
    if (!body.next_cursor) break;
    query = `?limit=3&cursor=${body.next_cursor}`;
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.filter((name) => name.startsWith("paged-"))).toEqual([6, 5, 4, 3, 2, 1, 0].map((index) => `paged-${index}`));
  for (const bad of ["?cursor=nonsense", "?limit=0", "?limit=1001", "?limit=x"])
    expect((await ask(LIST_TOKENS, "GET", undefined, {}, bad)).status).toBe(400);
});

test("the last admin stays, also when two stop being admin at once", async () => {
  const make = async (email: string) => {
    const { status, body } = await ask(CREATE_USER, "POST", { email, role: "admin", password: "chosen by an admin" });
    expect(status).toBe(201);
    return { id: body.id ?? "" };
  };
  const first = await make("first@example.com");
  for (const change of [{ role: "viewer" }, { disabled: true }]) {
    const refused = await ask(CHANGE_USER, "PATCH", change, first);
    expect(refused).toMatchObject({ status: 409, body: { code: "conflict" } });
  }
  const second = await make("second@example.com");
  const both = await Promise.all([first, second].map((who) => ask(CHANGE_USER, "PATCH", { role: "viewer" }, who)));
  expect(both.map((answer) => answer.status).toSorted()).toEqual([200, 409]);
  const { body } = await ask(LIST_USERS, "GET");
  expect((body.users as { role: string }[]).filter((user) => user.role === "admin")).toHaveLength(1);
});

test("a person is added once, under an address in lower case", async () => {
  const made = await ask(CREATE_USER, "POST", { email: "Grace@Example.com", role: "finance", password: "eight letters" });
  expect(made).toMatchObject({ status: 201, body: { email: "grace@example.com", invitation: null } });
  expect((await ask(CREATE_USER, "POST", { email: "GRACE@example.com", role: "viewer" })).status).toBe(409);
  expect((await ask(CREATE_USER, "POST", { email: "no address", role: "viewer" })).status).toBe(400);
  expect((await ask(CREATE_USER, "POST", { email: "a@example.com", role: "king" })).status).toBe(400);
  expect((await ask(CREATE_USER, "POST", { email: "a@example.com", role: "viewer", password: "short" })).status).toBe(400);
});

test("settings that are given change, the others keep their value", async () => {
  const before = await ask(READ_SETTINGS, "GET");
  const change = { timezone: "Asia/Kathmandu", declared_tags: ["team", "plan"], trusted_report_sources: ["gateway"] };
  expect((await ask(CHANGE_SETTINGS, "PUT", change)).body).toEqual({ ...before.body, ...change });
  expect((await ask(READ_SETTINGS, "GET")).body).toEqual({ ...before.body, ...change });
  for (const bad of [
    { timezone: "Mars/Olympus" },
    { week_starts_on: 3 },
    { declared_tags: Array.from({ length: 11 }, (_, index) => `tag-${index}`) },
    { retention_days: 0 },
    { retention_days: 1.5 },
    { colour: "blue" },
  ])
    expect((await ask(CHANGE_SETTINGS, "PUT", bad)).status, JSON.stringify(bad)).toBe(400);
  expect((await ask(READ_SETTINGS, "GET")).body).toEqual({ ...before.body, ...change });
});

test("every change is in the audit log with before and after, and the log cannot be rewritten", async () => {
  await ask(CHANGE_SETTINGS, "PUT", { retention_days: 30 });
  await ask(CHANGE_SETTINGS, "PUT", { retention_days: 30 });
  const { body } = await ask(LIST_AUDIT, "GET", undefined, {}, "?action=settings.change&limit=1");
  expect(body.entries).toMatchObject([
    { actor: { kind: "token", name: "root" }, subject: "organisation", after: { retention_days: 30 } },
  ]);
  const { body: other } = await ask(LIST_AUDIT, "GET", undefined, {}, "?actor=somebody-else");
  expect(other.entries).toEqual([]);
});

test("an unknown address of the API and a wrong method answer problem documents", async () => {
  const unknown = await call(UNKNOWN, "/api/v1/nothing");
  expect([unknown.status, unknown.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
  const wrong = await call(DELETE_TOKENS, "/api/v1/tokens", { method: "DELETE" });
  expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "GET, POST"]);
  expect(await wrong.json()).toMatchObject({ status: 405, code: "method_not_allowed" });
});

test("answers of the API carry the headers that keep them data", async () => {
  for (const headers of [admin, {}]) {
    const answer = await call(LIST_TOKENS, "/api/v1/tokens", { headers: { ...headers, "x-forwarded-proto": "https" } });
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(answer.headers.get("strict-transport-security")).toContain("max-age=");
    expect(answer.headers.get("x-request-id")).toBeTruthy();
  }
  const forged = await call(LIST_TOKENS, "/api/v1/tokens", { headers: { ...admin, "x-request-id": "x".repeat(500) } });
  expect(forged.headers.get("x-request-id")).toHaveLength(36);
});
