import { beforeAll, expect, test } from "vitest";
import { GET as GET_ME } from "@/app/api/v1/me/route";
import { GET as GET_TOKENS, POST as POST_TOKEN } from "@/app/api/v1/tokens/route";
import { pool } from "@/lib/platform/database";
import { useDatabase } from "@/tests/database";
import { bearer, call, until } from "@/tests/requests";
import { authSession, signIn, signOut } from "@/tests/sign-in";
import { TIMED } from "@/tests/timed";
import { changeUser, createUser, firstRun, listAudit, resetPassword } from "./service";

useDatabase();
const actor = { principal: { kind: "system", id: null, name: "test" } as const, ip: null };
const PASSWORD = "correct horse battery staple";
let people = 0;

async function person(role: "admin" | "viewer" = "viewer") {
  const email = `person-${++people}@example.com`;
  const { id } = await createUser({ email, name: "Ada", role, password: PASSWORD }, actor);
  return { id, email };
}

const me = (cookie: string, headers: Record<string, string> = {}) =>
  call(GET_ME, "/api/v1/me", { headers: { cookie, ...headers } });

beforeAll(async () => {
  await firstRun();
});

test("e-mail and password open a session, whatever the e-mail's case", async () => {
  const { email, id } = await person();
  const { response, cookie } = await signIn(email.toUpperCase(), PASSWORD);
  expect(response.status).toBe(200);
  const answer = await me(cookie);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ kind: "user", id, email, name: "Ada", role: "viewer", tenants: null });
  expect(await (await authSession(cookie)).json()).toMatchObject({ user: { email, role: "viewer" } });
});

test("the cookie is out of reach of scripts and other sites, and Secure behind https", async () => {
  const { email } = await person();
  const session = (response: Response) => response.headers.getSetCookie().find((each) => each.includes("costwarden.session="));
  const plain = session((await signIn(email, PASSWORD)).response);
  expect(plain).toMatch(/^costwarden\.session=.*HttpOnly.*SameSite=Lax/);
  const https = { "x-forwarded-proto": "https", "x-forwarded-host": "costs.example" };
  const behindProxy = await signIn(email, PASSWORD, https);
  expect(session(behindProxy.response)).toMatch(/^__Secure-costwarden\.session=.*HttpOnly; Secure; SameSite=Lax/);
  expect(new URL(behindProxy.body.url ?? "").origin).toBe("https://costs.example");
  expect((await me(behindProxy.cookie, https)).status).toBe(200);
});

test("a wrong password, an unknown account and a disabled one get the same answer", async () => {
  const { email } = await person();
  const disabled = await person();
  await changeUser(disabled.id, { disabled: true }, actor);
  const answers = await Promise.all([
    signIn(email, "wrong"),
    signIn("nobody@example.com", PASSWORD),
    signIn(disabled.email, PASSWORD),
    signIn("", ""),
  ]);
  for (const { response, body } of answers) {
    expect(response.status).toBe(401);
    expect(body).toEqual(answers[0]?.body);
    expect(response.headers.getSetCookie().join()).not.toContain("session=");
  }
});

test("a form of another site cannot sign anybody in", async () => {
  const { email } = await person();
  const { response } = await signIn(email, PASSWORD, { cookie: "costwarden.session=" });
  expect(response.headers.getSetCookie().join()).not.toContain("costwarden.session=");
});

test("guessing is slowed down per account and address, alike for accounts that do not exist", async () => {
  const { email } = await person();
  for (const account of [email, "no-such-account@example.com"]) {
    const from = { "x-forwarded-for": `10.0.0.${account.length}` };
    for (let attempt = 0; attempt < 10; attempt++) expect((await signIn(account, "wrong", from)).response.status).toBe(401);
    const refused = await signIn(account, PASSWORD, from);
    expect(refused.response.status).toBe(429);
    expect(Number(refused.response.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(refused.body.detail).toContain("Too many attempts");
  }
  const { entries } = await listAudit(50, undefined, { subject: `user:${email}` });
  expect(entries[0]).toMatchObject({ action: "session.refuse", after: { reason: "rate_limited" } });
  const elsewhere = await signIn(email, PASSWORD, { "x-forwarded-for": "10.9.9.9" });
  expect(elsewhere.response.status).toBe(200);
});

test("signing out ends the session itself, not only the cookie", async () => {
  const { email } = await person();
  const { cookie } = await signIn(email, PASSWORD);
  expect((await me(cookie)).status).toBe(200);
  await signOut(cookie);
  expect((await me(cookie)).status).toBe(401);
  expect(await (await authSession(cookie)).json()).toEqual({});
});

test("another role acts in a running session within a second", TIMED, async () => {
  const { id, email } = await person("admin");
  const { cookie } = await signIn(email, PASSWORD);
  const tokens = () => call(GET_TOKENS, "/api/v1/tokens", { headers: { cookie } });
  expect((await tokens()).status).toBe(200);
  await pool().query("UPDATE app_user SET role = 'viewer' WHERE id = $1", [id]);
  expect(await until(async () => (await tokens()).status === 403)).toBeLessThan(1500);
  expect((await me(cookie)).status).toBe(200);
});

test("another password or disabling ends every running session", async () => {
  for (const change of [{ password: "another good password" }, { disabled: true }]) {
    const { id, email } = await person();
    const { cookie } = await signIn(email, PASSWORD);
    expect((await me(cookie)).status).toBe(200);
    await changeUser(id, change, actor);
    expect((await me(cookie)).status).toBe(401);
  }
});

test("a change signed by a cookie must come from our own pages; one signed by a token need not", async () => {
  const { email } = await person("admin");
  const { cookie } = await signIn(email, PASSWORD);
  const post = (name: string, headers: Record<string, string>) =>
    call(POST_TOKEN, "/api/v1/tokens", { method: "POST", body: { name }, headers });
  expect((await post("a", { cookie, "sec-fetch-site": "cross-site", origin: "http://evil.example" })).status).toBe(403);
  expect((await post("a", { cookie, origin: "http://evil.example" })).status).toBe(403);
  const made = await post("a", { cookie, "sec-fetch-site": "same-origin", origin: "http://costs.example" });
  expect(made.status).toBe(201);
  const admin = await call(POST_TOKEN, "/api/v1/tokens", {
    method: "POST",
    body: { name: "admin-token", scopes: ["admin"] },
    headers: { cookie },
  });
  const { token } = (await admin.json()) as { token: string };
  expect((await post("b", { ...bearer(token), origin: "http://other.example" })).status).toBe(201);
});

test("a session cookie that was not sealed here is refused", async () => {
  for (const cookie of [
    "costwarden.session=",
    "costwarden.session=abc",
    "costwarden.session=%E0%A4%A",
    "a=b; costwarden.session=e30.e30.e30",
  ])
    expect((await me(cookie)).status).toBe(401);
});

test("every sign-in is in the audit log, the refused ones too", async () => {
  const { email } = await person();
  await signIn(email, "wrong");
  await signIn(email, PASSWORD);
  const { rows } = await pool().query("SELECT action, actor_name FROM audit_log WHERE subject = $1 ORDER BY id", [
    `user:${email}`,
  ]);
  expect(rows.slice(1)).toEqual([
    { action: "session.refuse", actor_name: "nobody" },
    { action: "session.open", actor_name: email },
  ]);
});

test("a password reset on the machine ends the sessions, opens with the new password and is in the audit log", async () => {
  const { email } = await person("admin");
  const { cookie } = await signIn(email, PASSWORD);
  expect((await me(cookie)).status).toBe(200);
  const { password } = await resetPassword(email.toUpperCase(), actor);
  await until(async () => (await me(cookie)).status === 401);
  expect((await signIn(email, PASSWORD)).response.status).toBe(401);
  expect((await signIn(email, password)).response.status).toBe(200);
  const { entries } = await listAudit(10, undefined, { action: "user.set_password", subject: `user:${email}` });
  expect(entries).toMatchObject([{ actor: { kind: "system", name: "test" } }]);
  expect(JSON.stringify(entries)).not.toContain(password);
});

test("a reset for somebody unknown or disabled says who the admins are", async () => {
  const { email, id } = await person();
  await changeUser(id, { disabled: true }, actor);
  await expect(resetPassword(email, actor)).rejects.toThrow(/is disabled.*Admins: .*admin@costwarden.local/);
  await expect(resetPassword("nobody@example.com", actor)).rejects.toThrow(/no person.*Admins: /);
});
