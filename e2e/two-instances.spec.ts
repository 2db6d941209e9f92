import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { startEmbeddedDatabase } from "../lib/platform/embedded-database";
import { type Product, startProduct, TOKEN } from "./product";

/**
 * Two processes on one database. A change is made at one and watched from both: what may still be let in is a request
 * that began within a second of the change. A machine that stops for a moment may be given another go.
 */
test.describe.configure({ mode: "serial", retries: 2 });
test.use({ storageState: { cookies: [], origins: [] } });

const WITHIN_MS = 1000;
const PASSWORD = "correct horse battery";
const admin = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" };
let folder = "";
let database: { url: string; stop(): Promise<void> } | undefined;
let instances: Product[] = [];
let people = 0;

test.beforeAll(async () => {
  test.setTimeout(600_000);
  folder = mkdtempSync(path.join(tmpdir(), "costwarden-two-"));
  chmodSync(folder, 0o755);
  database = await startEmbeddedDatabase({ directory: path.join(folder, "db"), settings: ["fsync=off"] });
  const env = { DATABASE_URL: database.url, COSTWARDEN_SECRET: "the secret of two instances 0123456789" };
  instances = [await startProduct(env), await startProduct(env)];
});
test.afterAll(async () => {
  for (const instance of instances) await instance.stop();
  await database?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

const urlOf = (at: number) => instances[at]?.url ?? "";

async function api<T = { id: string; token: string }>(at: number, method: string, route: string, body?: unknown): Promise<T> {
  const answer = await fetch(urlOf(at) + route, { method, headers: admin, ...(body ? { body: JSON.stringify(body) } : {}) });
  if (!answer.ok) throw new Error(`${method} ${route}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

const cookiesOf = (answer: Response) => answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);

/** Somebody new, signed in at the second instance. */
async function somebody(role: string): Promise<{ id: string; email: string; cookie: string }> {
  const email = `person-${++people}-${Date.now()}@example.com`;
  const { id } = await api(0, "POST", "/api/v1/users", { email, role, password: PASSWORD });
  const csrf = await fetch(`${urlOf(1)}/api/auth/csrf`);
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  const entered = await fetch(`${urlOf(1)}/api/auth/callback/credentials`, {
    method: "POST",
    headers: { cookie: cookiesOf(csrf).join("; "), "content-type": "application/json" },
    body: JSON.stringify({ csrfToken, email, password: PASSWORD, json: "true" }),
  });
  expect(entered.status).toBe(200);
  return { id, email, cookie: cookiesOf(entered).join("; ") };
}

interface Watched {
  route: string;
  headers: Record<string, string>;
  /** What is answered from then on. */
  status: number;
}

/** Asks both instances without pause from before a change until they answer otherwise. */
async function follows({ route, headers, status }: Watched, change: () => Promise<unknown>): Promise<void> {
  const ask = async (at: number) => {
    const answer = await fetch(urlOf(at) + route, { headers });
    await answer.arrayBuffer();
    return answer.status;
  };
  expect([await ask(0), await ask(1)]).toEqual([200, 200]);
  let changedAt = Number.POSITIVE_INFINITY;
  const lastLetIn = async (at: number) => {
    let last = 0;
    for (;;) {
      const began = Date.now();
      if ((await ask(at)) === status) return last;
      last = began;
      if (began > changedAt + 30_000) throw new Error(`instance ${at} never followed`);
    }
  };
  const watching = Promise.all([lastLetIn(0), lastLetIn(1)]);
  await change();
  changedAt = Date.now();
  for (const last of await watching) expect(last - changedAt).toBeLessThanOrEqual(WITHIN_MS);
}

test("another role acts in a running session at both instances", async () => {
  const { id, cookie } = await somebody("admin");
  await follows({ route: "/api/v1/users", headers: { cookie }, status: 403 }, () =>
    api(0, "PATCH", `/api/v1/users/${id}`, { role: "viewer" }),
  );
});

test("another password ends the sessions at both instances", async () => {
  const { id, cookie } = await somebody("viewer");
  await follows({ route: "/api/v1/me", headers: { cookie }, status: 401 }, () =>
    api(0, "PATCH", `/api/v1/users/${id}`, { password: "another horse battery" }),
  );
});

test("a session that is ended from afar is over at both instances", async () => {
  const { id, cookie } = await somebody("viewer");
  await follows({ route: "/api/v1/me", headers: { cookie }, status: 401 }, () =>
    api(0, "DELETE", `/api/v1/users/${id}/sessions`),
  );
});

test("who is removed is out at both instances", async () => {
  const { id, cookie } = await somebody("viewer");
  await follows({ route: "/api/v1/me", headers: { cookie }, status: 401 }, () => api(0, "DELETE", `/api/v1/users/${id}`));
});

test("a revoked API token is refused at both instances", async () => {
  const { id, token } = await api(1, "POST", "/api/v1/tokens", { name: `two-${Date.now()}`, scopes: ["spend:read"] });
  await follows({ route: "/api/v1/me", headers: { authorization: `Bearer ${token}` }, status: 401 }, () =>
    api(0, "DELETE", `/api/v1/tokens/${id}`),
  );
});

test("wrong passwords are counted over both instances", async () => {
  const { email } = await somebody("viewer");
  const attempt = async (at: number) => {
    const csrf = await fetch(`${urlOf(at)}/api/auth/csrf`);
    const { csrfToken } = (await csrf.json()) as { csrfToken: string };
    const answer = await fetch(`${urlOf(at)}/api/auth/callback/credentials`, {
      method: "POST",
      headers: { cookie: cookiesOf(csrf).join("; "), "content-type": "application/json" },
      body: JSON.stringify({ csrfToken, email, password: "not the password", json: "true" }),
    });
    return answer.status;
  };
  const answers: number[] = [];
  for (let at = 0; at < 12; at++) answers.push(await attempt(at % 2));
  expect(answers).toEqual([...Array<number>(10).fill(401), 429, 429]);
});
