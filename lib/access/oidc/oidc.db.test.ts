import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { GET, POST } from "@/app/api/auth/[...nextauth]/route";
import { GET as GET_ME } from "@/app/api/v1/me/route";
import { pool } from "@/lib/platform/database";
import { dropSingleton } from "@/lib/platform/singleton";
import { useDatabase } from "@/tests/database";
import { type Account, CLIENT, type RunningProvider, startOidcProvider, Visitor } from "@/tests/oidc-provider";
import { call, cookiesOf, SITE, until } from "@/tests/requests";
import { signIn } from "@/tests/sign-in";
import { changeUser, createUser, firstRun, listAudit, resetPassword } from "../service";

useDatabase();
const actor = { principal: { kind: "system", id: null, name: "test" } as const, ip: null };
const PASSWORD = "correct horse battery staple";
let provider: RunningProvider;

function configure(settings: Record<string, string>): void {
  for (const name of Object.keys(process.env)) if (name.startsWith("COSTWARDEN_OIDC_")) delete process.env[name];
  Object.assign(process.env, {
    COSTWARDEN_OIDC_ISSUER: provider.issuer,
    COSTWARDEN_OIDC_CLIENT_ID: CLIENT.id,
    COSTWARDEN_OIDC_CLIENT_SECRET: CLIENT.secret,
    COSTWARDEN_OIDC_SCOPE: "openid email profile groups",
    ...settings,
  });
  dropSingleton("settings");
}

beforeAll(async () => {
  await firstRun();
  provider = await startOidcProvider([`${SITE}/api/auth/callback/oidc`]);
});
afterAll(async () => {
  await provider.stop();
  for (const name of Object.keys(process.env)) if (name.startsWith("COSTWARDEN_OIDC_")) delete process.env[name];
});
beforeEach(() => configure({ COSTWARDEN_OIDC_ROLES: "admins=admin,money=finance,readers=viewer" }));

interface Came {
  /** Where the browser is led in the end. */
  location: string;
  cookie: string;
}

const action = (...nextauth: string[]) => ({ params: { nextauth } });
/** The whole code flow: our endpoint, the provider's pages, our callback. */
async function come(subject: string, tamper = (url: URL) => url): Promise<Came> {
  // All from one address, as a company's people come.
  const from = { "x-forwarded-for": "203.0.113.1" };
  const csrf = await call(GET, "/api/auth/csrf", action("csrf"));
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  const begun = await call(POST, "/api/auth/signin/oidc", {
    method: "POST",
    headers: { cookie: cookiesOf(csrf), ...from },
    body: { csrfToken, callbackUrl: `${SITE}/budgets`, json: "true" },
    ...action("signin", "oidc"),
  });
  const { url } = (await begun.json()) as { url: string };
  const back = tamper(new URL(await new Visitor(subject).signIn(url)));
  const done = await call(GET, `${back.pathname}${back.search}`, {
    headers: { cookie: `${cookiesOf(csrf)}; ${cookiesOf(begun)}`, ...from },
    ...action("callback", "oidc"),
  });
  expect(done.status).toBe(302);
  const session = done.headers.getSetCookie().find((each) => each.startsWith("costwarden.session=")) ?? "";
  return { location: done.headers.get("location") ?? "", cookie: session.split(";")[0] ?? "" };
}

function somebody(account: Partial<Account> = {}): { subject: string; email: string } {
  const subject = randomUUID();
  const email = account.email ?? `${subject}@example.com`;
  provider.accounts.set(subject, { name: "Grace", groups: ["money"], ...account, email });
  return { subject, email };
}

const me = (cookie: string) => call(GET_ME, "/api/v1/me", { headers: { cookie } });
const events = async (email: string) =>
  (await listAudit(20, undefined, { subject: `user:${email}` })).entries.map((entry) => entry.action);

test("somebody of a mapped group comes in by the provider's pages, with its role, back to where they were", async () => {
  const { subject, email } = somebody();
  const { location, cookie } = await come(subject);
  expect(location).toBe(`${SITE}/budgets`);
  expect(await (await me(cookie)).json()).toMatchObject({ email, name: "Grace", role: "finance" });
  expect(await events(email)).toEqual(["session.open", "user.join"]);
  await come(subject);
  expect(await events(email)).toEqual(["session.open", "session.open", "user.join"]);
});

test("roles follow the groups at each sign-in, in earlier sessions too; in no group any more, sessions end", async () => {
  const { subject, email } = somebody({ groups: ["admins", "money"] });
  const first = await come(subject);
  expect(await (await me(first.cookie)).json()).toMatchObject({ role: "admin" });
  provider.accounts.set(subject, { email, groups: ["readers"] });
  await come(subject);
  expect(await (await me(first.cookie)).json()).toMatchObject({ role: "viewer" });
  provider.accounts.set(subject, { email, groups: [] });
  const refused = await come(subject);
  expect(refused).toMatchObject({ location: "/sign-in?error=groups", cookie: "" });
  await until(async () => (await me(first.cookie)).status === 401);
});

test("an address that is not verified, of another domain, or somebody else's there, does not come in", async () => {
  configure({ COSTWARDEN_OIDC_ROLES: "*=viewer", COSTWARDEN_OIDC_DOMAINS: "example.com, example.org" });
  const owner = somebody();
  await come(owner.subject);
  const cases: [Partial<Account>, string][] = [
    [{ email_verified: false }, "unverified"],
    [{ email: "eve@evil.example" }, "domain"],
    [{ email: owner.email }, "taken"],
  ];
  for (const [account, why] of cases) {
    const { subject, email } = somebody(account);
    expect(await come(subject)).toMatchObject({ location: `/sign-in?error=${why}`, cookie: "" });
    expect((await events(email))[0]).toBe("session.refuse");
  }
});

test("a provider that calls itself otherwise than the settings do lets nobody in", async () => {
  configure({ COSTWARDEN_OIDC_ROLES: "*=viewer", COSTWARDEN_OIDC_ISSUER: provider.issuer.replace("127.0.0.1", "localhost") });
  const { subject, email } = somebody();
  expect(await come(subject)).toMatchObject({ location: "/sign-in?error=issuer", cookie: "" });
  expect(await events(email)).toEqual(["session.refuse"]);
});

test("without a mapping only invited people come in, with the role they were given", async () => {
  configure({});
  const stranger = somebody();
  expect(await come(stranger.subject)).toMatchObject({ location: "/sign-in?error=unknown", cookie: "" });
  const guest = somebody();
  const { id } = await createUser({ email: guest.email, name: "", role: "engineer" }, actor, SITE);
  const { cookie } = await come(guest.subject);
  expect(await (await me(cookie)).json()).toMatchObject({ id, role: "engineer" });
  await changeUser(id, { disabled: true }, actor);
  expect(await come(guest.subject)).toMatchObject({ location: "/sign-in?error=disabled", cookie: "" });
});

test("a state that is not of this browser and a made-up code open nothing", async () => {
  const { subject } = somebody();
  const change = (name: string, value: string) => (url: URL) => {
    url.searchParams.set(name, value);
    return url;
  };
  for (const tamper of [change("state", "another"), change("code", "made-up")]) {
    const { location, cookie } = await come(subject, tamper);
    expect(cookie).toBe("");
    expect(location).toContain("error=OAuthCallback");
  }
  const { rows } = await pool().query("SELECT FROM app_user WHERE oidc_subject = $1", [subject]);
  expect(rows).toEqual([]);
});

test("where only the provider is, passwords are refused, but the recovery command's for an hour", async () => {
  const { id } = await createUser({ email: "old@example.com", name: "", role: "admin", password: PASSWORD }, actor);
  configure({ COSTWARDEN_OIDC_ONLY: "true", COSTWARDEN_OIDC_ROLES: "*=viewer" });
  expect((await signIn("old@example.com", PASSWORD)).response.status).toBe(401);
  await expect(createUser({ email: "b@example.com", name: "", role: "viewer", password: PASSWORD }, actor)).rejects.toThrow(
    "identity provider",
  );
  await expect(changeUser(id, { password: PASSWORD }, actor)).rejects.toThrow("identity provider");
  const { password } = await resetPassword("old@example.com", actor);
  expect((await signIn("old@example.com", password)).response.status).toBe(200);
  await pool().query("UPDATE app_user SET recovery_until = now() - interval '1 second' WHERE id = $1", [id]);
  expect((await signIn("old@example.com", password)).response.status).toBe(401);
  const invited = await createUser({ email: "c@example.com", name: "", role: "viewer" }, actor, SITE);
  expect(invited.invitation).toBeNull();
});

test("a provider that does not answer leads back to sign-in with a word of it", async () => {
  configure({ COSTWARDEN_OIDC_ISSUER: "http://127.0.0.1:9" });
  const csrf = await call(GET, "/api/auth/csrf", action("csrf"));
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  const answer = await call(POST, "/api/auth/signin/oidc", {
    method: "POST",
    headers: { cookie: cookiesOf(csrf) },
    body: { csrfToken, json: "true" },
    ...action("signin", "oidc"),
  });
  expect(((await answer.json()) as { url: string }).url).toContain("error=OAuthSignin");
});
