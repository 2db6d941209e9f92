import { expect, type Page, test } from "@playwright/test";
import { CLIENT, type RunningProvider, startOidcProvider } from "../tests/oidc-provider";
import { ADMIN, freePort, type Product, startProduct, TOKEN } from "./product";

/** A product of its own: with an identity provider, and a log that tells all it ever would. */
let product: Product;
let provider: RunningProvider;

test.use({ storageState: { cookies: [], origins: [] } });
test.describe.configure({ mode: "serial" });

test.beforeAll(async () => {
  test.setTimeout(300_000);
  const port = await freePort();
  provider = await startOidcProvider([`http://localhost:${port}/api/auth/callback/oidc`]);
  provider.accounts.set("grace", { email: "grace@example.com", name: "Grace", groups: ["money"] });
  product = await startProduct({
    PORT: String(port),
    COSTWARDEN_LOG_LEVEL: "trace",
    COSTWARDEN_OIDC_ISSUER: provider.issuer,
    COSTWARDEN_OIDC_CLIENT_ID: CLIENT.id,
    COSTWARDEN_OIDC_CLIENT_SECRET: CLIENT.secret,
    COSTWARDEN_OIDC_SCOPE: "openid email profile groups",
    COSTWARDEN_OIDC_LABEL: "Sign in with Example ID",
    COSTWARDEN_OIDC_ROLES: "money=finance",
  });
});
test.afterAll(async () => {
  await product?.stop();
  await provider?.stop();
});

async function throughProvider(page: Page, subject: string): Promise<void> {
  await page.goto(`${product.url}/sign-in?callbackUrl=%2Fbudgets`);
  await page.getByRole("button", { name: "Sign in with Example ID" }).click();
  await page.locator("input[name=login]").fill(subject);
  await page.locator("input[name=password]").fill("any");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
}

test("somebody comes in by the identity provider, back to the page asked for, with the role of their group", async ({
  page,
  context,
}) => {
  await throughProvider(page, "grace");
  await expect(page).toHaveURL(`${product.url}/budgets`);
  await page.getByRole("button", { name: "Account of Grace" }).click();
  await expect(page.getByText("grace@example.com · finance")).toBeVisible();

  provider.accounts.set("grace", { email: "grace@example.com", groups: [] });
  await context.clearCookies();
  await throughProvider(page, "grace");
  await expect(page.getByText("None of your groups at the identity provider may sign in here.")).toBeVisible();
});

const SECRETS = {
  wrongPassword: "a-wrong-password-nobody-should-read",
  badToken: "cw_a-token-that-was-never-made-here-0001",
  newPassword: "a-new-password-nobody-should-read",
  providerKey: "sk-proj-key-that-fell-into-an-event-0123456789abcdef",
};

test("nothing secret gets into the log, whatever is sent: sign-in, tokens, links, ingest, what cannot be read", async ({
  request,
}) => {
  const { url } = product;
  const seen: string[] = [...Object.values(SECRETS), ADMIN.password, TOKEN, CLIENT.secret];
  const post = (path: string, data: unknown, headers: Record<string, string> = {}) =>
    request.post(`${url}${path}`, { data, headers });
  const signIn = async (password: string) => {
    const { csrfToken } = await (await request.get(`${url}/api/auth/csrf`)).json();
    return request.post(`${url}/api/auth/callback/credentials`, {
      form: { csrfToken, email: ADMIN.email, password, json: "true" },
    });
  };
  expect((await signIn(SECRETS.wrongPassword)).status()).toBe(401);
  const json = { "content-type": "application/json" };
  const broken = await post("/api/auth/callback/credentials", Buffer.from(`{"password":"${SECRETS.wrongPassword}`), json);
  expect(broken.status()).toBe(400);
  expect((await post("/api/auth/_log", { level: "error", code: SECRETS.wrongPassword })).status()).toBe(404);
  const admin = await signIn(ADMIN.password);
  expect(admin.status()).toBe(200);
  const session = /costwarden\.session=([^;]+)/.exec(admin.headers()["set-cookie"] ?? "")?.[1] ?? "";
  expect(session.length).toBeGreaterThan(50);
  seen.push(session);

  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const event = {
    id: "secret-1",
    tenant: "acme",
    model: "gpt-4o",
    usage: { input_tokens: 1 },
    tags: { note: SECRETS.providerKey },
  };
  expect((await post("/ingest", [event], bearer(SECRETS.badToken))).status()).toBe(401);
  expect((await post("/ingest", [event], bearer(TOKEN))).status()).toBe(200);
  expect((await post("/ingest", Buffer.from(`{"id":"${SECRETS.providerKey}`), { ...json, ...bearer(TOKEN) })).status()).toBe(400);
  expect((await request.get(`${url}/api/v1/spend?from=${SECRETS.badToken}`, { headers: bearer(TOKEN) })).status()).toBe(400);
  expect((await request.get(`${url}/api/v1/spend`, { headers: bearer(SECRETS.badToken) })).status()).toBe(401);

  const invited = await post("/api/v1/users", { email: "log@example.com", role: "viewer" }, bearer(TOKEN));
  const link = ((await invited.json()).invitation.url as string).split("/").pop() ?? "";
  const accept = (token: string) => post("/api/v1/invitations/acceptance", { token, password: SECRETS.newPassword });
  expect((await accept(link)).status()).toBe(200);
  expect((await accept(link)).status()).toBe(410);
  const made = await (await post("/api/v1/tokens", { name: "log" }, bearer(TOKEN))).json();
  seen.push(link, made.token);
  expect((await post("/api/v1/tokens", { name: "log", secret: SECRETS.newPassword }, bearer(TOKEN))).status()).toBe(400);
  await request.get(`${url}/invitation/${link}`);

  const log = product.output();
  expect(log).toContain('"level":20');
  for (const secret of seen) expect(log.includes(secret), `the log holds ${secret}`).toBe(false);
});

test("every door has its guards: headers, cookies, origins, limits of bodies", async ({ request }) => {
  const { url } = product;
  const https = { "x-forwarded-proto": "https", "x-forwarded-host": "costs.example" };
  const page = await request.get(`${url}/sign-in`, { headers: { accept: "text/html", ...https } });
  const policy = page.headers()["content-security-policy"] ?? "";
  expect(/script-src ([^;]+)/.exec(policy)?.[1]).toMatch(/^'self' 'nonce-[^']+' 'strict-dynamic'$/);
  expect(policy).toContain("frame-ancestors 'none'");
  for (const script of (await page.text()).match(/<script\b[^>]*>/g) ?? []) expect(script).toMatch(/nonce="|src="/);
  expect(page.headers()["strict-transport-security"]).toContain("max-age=");
  const api = await request.get(`${url}/api/v1/me`, { headers: https });
  expect(api.headers()).toMatchObject({ "x-frame-options": "DENY", "x-content-type-options": "nosniff" });
  expect(api.headers()["content-security-policy"]).toContain("frame-ancestors 'none'");
  expect((await request.get(`${url}/api/v1/me`)).headers()["strict-transport-security"]).toBeUndefined();

  const csrf = await request.get(`${url}/api/auth/csrf`, { headers: https });
  expect(csrf.headers()["set-cookie"]).toMatch(/^__Host-[^=]+=[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax/);

  // A form of another site cannot write with a session's cookie, nor begin a reset.
  const { csrfToken } = await (await request.get(`${url}/api/auth/csrf`)).json();
  await request.post(`${url}/api/auth/callback/credentials`, {
    form: { csrfToken, email: ADMIN.email, password: ADMIN.password, json: "true" },
  });
  const foreign = { origin: "http://evil.example", "sec-fetch-site": "cross-site" };
  const write = (headers: Record<string, string>, data: unknown = { email: "x@example.com", role: "viewer" }) =>
    request.post(`${url}/api/v1/users`, { headers, data });
  expect((await write(foreign)).status()).toBe(403);
  const resets = { headers: foreign, data: { email: ADMIN.email } };
  expect((await request.post(`${url}/api/v1/password-resets`, resets)).status()).toBe(403);

  const large = { email: "x@example.com", role: "viewer", name: "x".repeat(2 ** 20) };
  expect((await write({}, large)).status()).toBe(413);
  const form = { email: "a@example.com", password: "x".repeat(2 ** 17) };
  expect((await request.post(`${url}/api/auth/callback/credentials`, { form })).status()).toBe(413);
});
