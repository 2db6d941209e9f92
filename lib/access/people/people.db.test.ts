import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { GET as GET_AUDIT } from "@/app/api/v1/audit-log/route";
import { POST as POST_ACCEPTANCE } from "@/app/api/v1/invitations/acceptance/route";
import { GET as GET_PROFILE, PATCH as PATCH_PROFILE } from "@/app/api/v1/me/profile/route";
import { GET as GET_ME } from "@/app/api/v1/me/route";
import { DELETE as DELETE_OWN_SESSION } from "@/app/api/v1/me/sessions/[id]/route";
import { DELETE as DELETE_OTHERS, GET as GET_OWN_SESSIONS } from "@/app/api/v1/me/sessions/route";
import { POST as POST_COMPLETION } from "@/app/api/v1/password-resets/completion/route";
import { POST as POST_RESET_REQUEST } from "@/app/api/v1/password-resets/route";
import { POST as POST_INVITATION } from "@/app/api/v1/users/[id]/invitation/route";
import { POST as POST_RESET } from "@/app/api/v1/users/[id]/password-reset/route";
import { DELETE as DELETE_USER, PATCH as PATCH_USER } from "@/app/api/v1/users/[id]/route";
import { DELETE as DELETE_SESSIONS, GET as GET_SESSIONS } from "@/app/api/v1/users/[id]/sessions/route";
import { GET as GET_USERS, POST as POST_USER } from "@/app/api/v1/users/route";
import { setClock } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { dropSingleton } from "@/lib/platform/singleton";
import { useDatabase } from "@/tests/database";
import { call, until } from "@/tests/requests";
import { signIn } from "@/tests/sign-in";
import { TIMED } from "@/tests/timed";
import { connectMailer, createUser, firstRun, listAudit, resetRequestsDone } from "../service";
import type { LinkMade, Session, UserWithLink } from "./contract";
import type { Mail } from "./mailer";

useDatabase();
const actor = { principal: { kind: "system", id: null, name: "test" } as const, ip: null };
const PASSWORD = "correct horse battery staple";
const BOSS = { email: "boss@example.com", password: PASSWORD };
const letters: Mail[] = [];
let mails = false;
let boss = "";
let count = 0;

beforeAll(async () => {
  Object.assign(process.env, { COSTWARDEN_ADMIN_EMAIL: BOSS.email, COSTWARDEN_ADMIN_PASSWORD: BOSS.password });
  dropSingleton("settings");
  await firstRun();
  connectMailer({ canMail: () => mails, queueMail: async (_client, mail) => void letters.push(mail) });
  boss = (await signIn(BOSS.email, BOSS.password)).cookie;
});
beforeEach(() => {
  mails = false;
  letters.length = 0;
});
afterAll(() => {
  setClock(null);
  delete process.env.COSTWARDEN_ADMIN_EMAIL;
  delete process.env.COSTWARDEN_ADMIN_PASSWORD;
});

const ask = async <T>(handler: unknown, cookie: string, method = "GET", body?: unknown, params = {}): Promise<[number, T]> => {
  const answer = await call(handler, "/api/v1/x", { method, params, headers: { cookie }, ...(body ? { body } : {}) });
  return [answer.status, (await answer.json()) as T];
};
const tokenOf = (url: string | null | undefined) => url?.split("/").pop() ?? "";
const invite = (email = `guest-${++count}@example.com`, role = "viewer") =>
  ask<UserWithLink>(POST_USER, boss, "POST", { email, role });
const accept = (token: string, password = PASSWORD) =>
  ask<{ email: string; code: string; detail: string }>(POST_ACCEPTANCE, "", "POST", { token, password, name: "Guest" });
const complete = (token: string, password = "another good password") =>
  ask<{ code: string; detail: string }>(POST_COMPLETION, "", "POST", { token, password });

async function person(role: "admin" | "viewer" = "viewer") {
  const email = `person-${++count}@example.com`;
  const { id } = await createUser({ email, name: "Ada", role, password: PASSWORD }, actor);
  return { id, email, cookie: (await signIn(email, PASSWORD)).cookie };
}

const state = async () =>
  (
    await pool().query(
      "SELECT (SELECT json_agg(u ORDER BY id) FROM app_user u)::text || (SELECT json_agg(l ORDER BY id) FROM account_link l)::text AS all",
    )
  ).rows;

test("an invitation is shown to the admin where no mail is set up, and lets its person in once", async () => {
  const [status, made] = await invite();
  expect([status, made.state, made.invitation?.emailed]).toEqual([201, "invited", false]);
  expect(made.invitation?.url).toMatch(/^http:\/\/costs\.example\/invitation\/[\w-]{72}$/);
  expect((await signIn(made.email, "a guess")).response.status).toBe(401);
  const token = tokenOf(made.invitation?.url);
  expect(await accept(token)).toEqual([200, { email: made.email }]);
  expect((await signIn(made.email, PASSWORD)).response.status).toBe(200);
  const before = await state();
  const [again, problem] = await accept(token, "another good password");
  expect([again, problem.code, problem.detail]).toEqual([410, "gone", expect.stringContaining("used already")]);
  expect(await state()).toEqual(before);
  const { entries } = await listAudit(10, undefined, { subject: `user:${made.email}` });
  expect(entries.map(({ action }) => action)).toEqual(["session.open", "user.join", "session.refuse", "user.invite"]);
  expect(JSON.stringify(entries)).not.toContain(token);
});

test("of two who use one invitation at once, one succeeds", async () => {
  const [, made] = await invite();
  const token = tokenOf(made.invitation?.url);
  const answers = await Promise.all([accept(token, "password number one"), accept(token, "password number two")]);
  expect(answers.map(([status]) => status).toSorted()).toEqual([200, 410]);
});

test("a link that expired, was replaced, is of another kind or was made up is refused with a clear word, and changes nothing", async () => {
  const [, made] = await invite();
  const first = tokenOf(made.invitation?.url);
  const [, second] = await ask<LinkMade>(POST_INVITATION, boss, "POST", {}, { id: made.id });
  const other = await person();
  const [, reset] = await ask<LinkMade>(POST_RESET, boss, "POST", {}, { id: other.id });
  const before = await state();
  expect(await accept(first)).toMatchObject([410, { detail: expect.stringContaining("replaced") }]);
  expect(await accept(tokenOf(reset.url))).toMatchObject([404, { code: "not_found" }]);
  expect(await accept("made-up")).toMatchObject([404, { code: "not_found" }]);
  expect(await complete(tokenOf(second.url))).toMatchObject([404, {}]);
  expect(await accept(tokenOf(second.url), "short")).toMatchObject([400, { code: "validation_failed" }]);
  setClock(new Date(Date.now() + 8 * 86_400_000));
  expect(await accept(tokenOf(second.url))).toMatchObject([410, { detail: expect.stringContaining("expired") }]);
  setClock(null);
  expect(await state()).toEqual(before);
});

test("an admin's reset leaves the password until its link is used; then sessions end and the old password with them", async () => {
  const { id, email, cookie } = await person();
  const [status, made] = await ask<LinkMade>(POST_RESET, boss, "POST", {}, { id });
  expect(status).toBe(201);
  expect((await ask(GET_ME, cookie))[0]).toBe(200);
  expect((await complete(tokenOf(made.url)))[0]).toBe(200);
  await until(async () => (await ask(GET_ME, cookie))[0] === 401);
  expect((await signIn(email, PASSWORD)).response.status).toBe(401);
  expect((await signIn(email, "another good password")).response.status).toBe(200);
  expect(await complete(tokenOf(made.url))).toMatchObject([410, { detail: expect.stringContaining("used") }]);
});

test("links are e-mailed where that is set up, and then shown to nobody else", async () => {
  mails = true;
  const [, made] = await invite();
  expect(made.invitation).toMatchObject({ emailed: true, url: null });
  expect(letters).toMatchObject([{ to: made.email, subject: expect.stringContaining("invited") }]);
  const link = /\S+\/invitation\/\S+/.exec(letters[0]?.text ?? "")?.[0];
  expect((await accept(tokenOf(link)))[0]).toBe(200);
});

test("asking for a reset gets the same answer for everybody; its letter leads to the site of the settings", async () => {
  const forgot = async (email: string, ip: string) => {
    const headers = { "x-forwarded-for": ip, host: "evil.example", "x-forwarded-host": "evil.example" };
    const answer = await call(POST_RESET_REQUEST, "/api/v1/password-resets", { method: "POST", body: { email }, headers });
    const body = (await answer.json()) as Record<string, unknown>;
    delete body.request_id;
    return { status: answer.status, body };
  };
  const { email } = await person();
  expect((await forgot(email, "203.0.113.1")).status).toBe(409);
  mails = true;
  const known = await forgot(email, "203.0.113.2");
  expect(known.status).toBe(202);
  expect(await forgot("nobody@example.com", "203.0.113.3")).toEqual(known);
  await resetRequestsDone();
  expect(letters).toHaveLength(1);
  const link = /\S+\/reset\/\S+/.exec(letters[0]?.text ?? "")?.[0] ?? "";
  expect(new URL(link).origin).toBe("http://localhost:4100");
  expect((await complete(tokenOf(link)))[0]).toBe(200);

  for (const account of [email, "nobody@example.com"]) {
    const answers = [];
    for (let index = 0; index < 4; index++) answers.push((await forgot(account, `198.51.100.${index}`)).status);
    expect(answers).toEqual([202, 202, 429, 429]);
  }
  await resetRequestsDone();
});

test("a letter that cannot be queued leaves no link and tells nobody that the account exists", async () => {
  const { email, id } = await person();
  mails = true;
  connectMailer({ canMail: () => mails, queueMail: () => Promise.reject(new Error("the outbox is away")) });
  const [status] = await ask(POST_RESET_REQUEST, "", "POST", { email });
  await resetRequestsDone();
  connectMailer({ canMail: () => mails, queueMail: async (_client, mail) => void letters.push(mail) });
  expect(status).toBe(202);
  expect((await pool().query("SELECT FROM account_link WHERE user_id = $1", [id])).rowCount).toBe(0);
});

test("the last admin can neither remove, disable nor demote themself; an invited admin is no second one", async () => {
  const [, { users }] = await ask<{ users: { id: string; email: string }[] }>(GET_USERS, boss);
  const id = users.find(({ email }) => email === BOSS.email)?.id ?? "";
  await invite(undefined, "admin");
  const before = await state();
  for (const body of [{ role: "viewer" }, { disabled: true }])
    expect(await ask(PATCH_USER, boss, "PATCH", body, { id })).toMatchObject([
      409,
      { detail: expect.stringContaining("last admin") },
    ]);
  expect(await ask(DELETE_USER, boss, "DELETE", undefined, { id })).toMatchObject([409, { code: "conflict" }]);
  expect(await state()).toEqual(before);
});

test("being removed ends running sessions within a second, and links with them", TIMED, async () => {
  const { id, email, cookie } = await person();
  const [, reset] = await ask<LinkMade>(POST_RESET, boss, "POST", {}, { id });
  expect((await ask(DELETE_USER, boss, "DELETE", undefined, { id }))[0]).toBe(200);
  expect(await until(async () => (await ask(GET_ME, cookie))[0] === 401)).toBeLessThan(1000);
  expect((await complete(tokenOf(reset.url)))[0]).toBe(410);
  expect((await signIn(email, PASSWORD)).response.status).toBe(401);
  expect((await ask(DELETE_USER, boss, "DELETE", undefined, { id }))[0]).toBe(404);
});

test("sessions tell where they are used from, and are ended one by one or all", async () => {
  const { id, email } = await person();
  const at = (ip: string, agent: string) => signIn(email, PASSWORD, { "x-forwarded-for": ip, "user-agent": agent });
  const phone = (await at("203.0.113.50", "Phone")).cookie;
  const desk = (await at("203.0.113.51", "Desk")).cookie;
  const list = async () => (await ask<{ sessions: Session[] }>(GET_OWN_SESSIONS, desk))[1].sessions;
  expect(await list()).toMatchObject([
    { ip: "203.0.113.51", user_agent: "Desk", method: "password", current: true },
    { ip: "203.0.113.50", user_agent: "Phone", current: false },
    { ip: "unknown" },
  ]);
  const stranger = await person();
  const [phoneSession] = (await list()).filter((each) => each.user_agent === "Phone");
  const one = { id: phoneSession?.id };
  expect((await ask(DELETE_OWN_SESSION, stranger.cookie, "DELETE", undefined, one))[0]).toBe(404);
  expect((await ask(DELETE_OWN_SESSION, desk, "DELETE", undefined, one))[0]).toBe(200);
  await until(async () => (await ask(GET_ME, phone))[0] === 401);
  expect(await ask(DELETE_OTHERS, desk, "DELETE")).toEqual([200, { ended: 1 }]);
  expect((await ask<{ sessions: Session[] }>(GET_SESSIONS, boss, "GET", undefined, { id }))[1].sessions).toHaveLength(1);
  expect(await ask(DELETE_SESSIONS, boss, "DELETE", undefined, { id })).toEqual([200, { ended: 1 }]);
  await until(async () => (await ask(GET_ME, desk))[0] === 401);
});

test("when a session was last seen is written at most once a minute", async () => {
  const { cookie } = await person();
  const seen = async () =>
    Date.parse((await ask<{ sessions: Session[] }>(GET_OWN_SESSIONS, cookie))[1].sessions[0]?.last_seen_at ?? "");
  const first = await seen();
  setClock(new Date(first + 30_000));
  await ask(GET_ME, cookie);
  expect(await seen()).toBe(first);
  setClock(new Date(first + 90_000));
  await ask(GET_ME, cookie);
  await until(async () => (await seen()) === first + 90_000);
  setClock(null);
});

test("one's own password needs the current one, and ends the other sessions", async () => {
  const { email, cookie } = await person();
  const { cookie: other } = await signIn(email, PASSWORD);
  const change = (body: object) => ask<{ code: string; errors: unknown }>(PATCH_PROFILE, cookie, "PATCH", body);
  const wrong = await change({ current_password: "wrong", password: "another good password" });
  expect(wrong).toMatchObject([400, { errors: [{ pointer: "/current_password" }] }]);
  expect((await change({ password: "another good password" }))[0]).toBe(400);
  expect((await change({ name: "Ada L." }))[0]).toBe(200);
  expect(await ask(GET_PROFILE, cookie)).toMatchObject([200, { name: "Ada L.", signs_in_with: ["password"] }]);
  expect((await change({ current_password: PASSWORD, password: "another good password" }))[0]).toBe(200);
  await until(async () => (await ask(GET_ME, other))[0] === 401);
  expect((await ask(GET_ME, cookie))[0]).toBe(200);
});

test("the audit log cannot be changed, emptied or cut by the product's own database user; erasing may only replace names", async () => {
  for (const text of ["UPDATE audit_log SET action = 'x'", "DELETE FROM audit_log", "TRUNCATE audit_log"])
    await expect(pool().query(text)).rejects.toThrow("append-only");
  const client = await pool().connect();
  const erase = async (text: string) => {
    await client.query("BEGIN");
    await client.query("SET LOCAL costwarden.audit_log = 'erase'");
    return client.query(text).finally(() => client.query("ROLLBACK"));
  };
  await expect(erase("DELETE FROM audit_log")).rejects.toThrow("append-only");
  await expect(erase("UPDATE audit_log SET action = 'x'")).rejects.toThrow("append-only");
  expect((await erase("UPDATE audit_log SET actor_name = 'person-1', subject = 'user:person-1'")).rowCount).toBeGreaterThan(0);
  client.release();
});

test("the audit log is filtered by thing, action, person, address and time, and exported whole as CSV and NDJSON", async () => {
  const { email } = await person();
  const from = "203.0.113.77";
  await signIn(email, "a wrong guess", { "x-forwarded-for": from });
  const get = async (query: string, accept = "application/json") => {
    const answer = await call(GET_AUDIT, `/api/v1/audit-log?${query}`, { headers: { cookie: boss, accept } });
    return { type: answer.headers.get("content-type"), text: await answer.text(), status: answer.status };
  };
  const actions = async (query: string) =>
    (JSON.parse((await get(query)).text) as { entries: { action: string }[] }).entries.map(({ action }) => action);
  expect(await actions(`subject=user:${email}`)).toEqual(["session.refuse", "session.open", "user.create"]);
  expect(await actions(`subject=user:${email}&action=session`)).toEqual(["session.refuse", "session.open"]);
  expect(await actions(`subject=user:${email}&action=user.create`)).toEqual(["user.create"]);
  expect(await actions(`ip=${from}`)).toEqual(["session.refuse"]);
  expect(await actions(`actor=${email}`)).toEqual(["session.open"]);
  expect(await actions("to=2020-01-01")).toEqual([]);
  expect((await get("from=yesterday")).status).toBe(400);

  const total = (await pool().query("SELECT FROM audit_log")).rowCount;
  const csv = await get("format=csv&limit=1");
  expect(csv.type).toContain("text/csv");
  expect(csv.text.split("\r\n")[0]).toBe("at,actor_kind,actor_id,actor,ip,action,subject,before,after,id");
  expect(csv.text.trim().split("\r\n")).toHaveLength((total ?? 0) + 1);
  const lines = (await get("", "application/x-ndjson")).text.trim().split("\n");
  expect(lines).toHaveLength(total ?? 0);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ action: "session.refuse", ip: from });
});
