import { randomUUID } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { POST as ingest } from "@/app/ingest/route";
import { changeOrganisation, createToken, createUser, firstRun } from "@/lib/access/service";
import { raisedFixture } from "@/lib/alerts/raised-fixture";
import { raiseAlerts } from "@/lib/alerts/service";
import { StandingsKeeper } from "@/lib/budgets/standings/keeper";
import { followNames, importEntries } from "@/lib/directory/service";
import { foldRollups } from "@/lib/metering/service";
import { inTransaction, pool, setDatabaseUrl } from "@/lib/platform/database";
import type { Role, Scope } from "@/lib/platform/http/operation";
import { ensurePriceBook } from "@/lib/pricing/service";
import { startRules } from "@/lib/watch/service";
import { digest, followKeys } from "./key-use";
import { bearer, call } from "./requests";
import { signIn } from "./sign-in";
import { author } from "./spent-usage";

/**
 * For the test of tenant limits: an installation in which tenants share everything that can be shared, and the
 * one in which only some of them ever existed.
 */
const MINE = ["acme", "globex"];
const FOREIGN = ["initech", "umbrella"];
const ROLES: Role[] = ["finance", "engineer", "viewer"];
const PASSWORD = "correct horse battery";
const actor = { principal: { kind: "system", id: null, name: "test" } as const, ip: null };
const READS: Scope[] = ["spend:read", "budgets:read", "stops:read", "alerts:read", "keys:read", "prices:read", "decisions:read"];

const SHARED_KEY = "the key that everybody uses";
const OWN_KEY = "the key of acme alone";
const FOREIGN_KEY = "the key of initech alone";

/** A new database; every module of the product is to be loaded after it, as a process of its own would. */
export async function openInstallation(): Promise<void> {
  const server = inject("databaseServer");
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  const admin = new pg.Client(server);
  await admin.connect();
  await admin.query("SELECT pg_advisory_lock(41)");
  await admin.query(`CREATE DATABASE ${name} TEMPLATE costwarden_template`);
  await admin.end();
  setDatabaseUrl(server.replace(/\/postgres$/, `/${name}`));
}

type Headers = Record<string, string>;

export interface Asker {
  name: string;
  headers: Headers;
}

export interface Installation {
  admin: Headers;
  /** One for each role, and a token; limited where the installation holds more than theirs. */
  askers: Asker[];
}

const HOUR = 3_600_000;
const RULE = {
  kind: "share",
  part: "errors",
  window_minutes: 10,
  above: 0.1,
  critical_above: null,
  least_requests: 20,
  least_usd: 0,
};

/** A few weeks of one tenant: two features, three models (one without a price), users, tags, keys, errors, a correction. */
function eventsOf(tenant: string, atMs: number, seed: number): Record<string, unknown>[] {
  const key = (value: string) => ({ fingerprint: digest(value), last4: value.slice(-4) });
  const events = Array.from({ length: 40 }, (_, at) => ({
    id: `${tenant}-${at}`,
    source: "shop",
    timestamp: new Date(atMs - (at * 13 + seed) * HOUR).toISOString(),
    tenant,
    feature: at % 3 === 0 ? "chat" : `only-${tenant}`,
    environment: at % 4 === 0 ? "staging" : "production",
    ...(at % 7 === 0
      ? { model: `house-model-${tenant}` }
      : { provider: "openai", model: at % 2 === 0 ? "gpt-4o" : "gpt-4o-mini" }),
    usage: { input_tokens: 1000 * (seed + at), output_tokens: 100 * seed },
    user: `user-${seed}-${at % 3}`,
    tags: { team: at % 2 === 0 ? "growth" : `team-of-${tenant}`, other: "x" },
    status: at % 11 === 0 ? 429 : 200,
    latency_ms: 100 * seed + at,
    ...(at % 5 === 0 ? { key: key(SHARED_KEY) } : {}),
    ...(at % 5 === 1 && tenant === "acme" ? { key: key(OWN_KEY) } : {}),
    ...(at % 5 === 1 && tenant === "initech" ? { key: key(FOREIGN_KEY) } : {}),
  }));
  const storm = Array.from({ length: 5 }, (_, at) => ({
    ...events[at],
    id: `${tenant}-storm-${at}`,
    timestamp: new Date(atMs - (seed + at) * 60_000).toISOString(),
    correlation_id: `loop-of-${tenant}`,
    attempt: at + 1,
    status: at === 4 ? 200 : 429,
  }));
  const [first] = events;
  const correction = { ...first, id: `${tenant}-c`, corrects: `${tenant}-0`, usage: { input_tokens: 5, output_tokens: 5 } };
  return [
    ...events,
    ...storm,
    correction,
    { id: `${tenant}-bad`, source: "shop", tenant, model: "gpt-4o", usage: { input_tokens: -1 } },
  ];
}

/** Alerts far enough apart in time that each is an incident of its own. */
async function raise(atMs: number, everybody: boolean): Promise<void> {
  const list = [
    { tenants: ["acme"], hoursAgo: 60 },
    { tenants: MINE, hoursAgo: 40 },
    ...(everybody
      ? [
          { tenants: ["initech"], hoursAgo: 100 },
          { tenants: ["acme", "initech"], hoursAgo: 80 },
          { tenants: [], hoursAgo: 20 },
        ]
      : []),
  ];
  for (const { tenants, hoursAgo } of list) {
    const at = new Date(atMs - hoursAgo * HOUR);
    const name = tenants.join(" and ") || "everything";
    const raised = raisedFixture({
      subject: { kind: "tenant", key: `tenant=${name}`, label: name },
      scope: tenants[0] === undefined ? {} : { tenant: tenants[0] },
      summary: `${name} burns`,
      contributors: tenants.map((tenant) => ({ name: tenant, value: "$1", scope: { tenant } })),
      episode: at.toISOString(),
      at,
      began: at,
      tenants,
    });
    await inTransaction((client) => raiseAlerts(client, [raised]));
  }
}

/** Transactions of other databases on the same server hold the notes back for a moment. */
async function followTheNames(tenants: number): Promise<void> {
  for (;;) {
    await followNames();
    const { rows } = await pool().query<{ seen: number }>("SELECT count(DISTINCT tenant)::int AS seen FROM directory_use");
    if (rows[0]?.seen === tenants) return;
  }
}

async function post(handler: unknown, headers: Headers, path: string, body: unknown, params = {}): Promise<{ id: string }> {
  const answer = await call(handler, path, { method: "POST", headers, body, params });
  const text = await answer.text();
  if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${text}`);
  return JSON.parse(text);
}

/** @param everybody with the tenants that the askers may not see, and all that concerns them */
export async function fillInstallation(atMs: number, everybody: boolean): Promise<Installation> {
  await firstRun();
  await ensurePriceBook();
  const token = async (name: string, scopes: Scope[], tenants?: string[]) =>
    bearer(
      (
        await createToken(
          {
            name,
            scopes,
            default_environment: null,
            trusts_reported_cost: false,
            expires_at: null,
            ...(tenants ? { tenants } : {}),
          },
          actor,
        )
      ).token,
    );
  const admin = await token("admin", ["admin"]);
  await changeOrganisation({ declared_tags: ["team"], finance_may_edit_budgets: true }, actor);

  const make = async (path: string, handler: unknown, body: unknown) => post(handler, admin, path, body);
  const overrides = await import("@/app/api/v1/prices/overrides/route");
  const stops = await import("@/app/api/v1/stops/route");
  const policies = await import("@/app/api/v1/policies/route");
  const budgets = await import("@/app/api/v1/budgets/route");
  const rules = await import("@/app/api/v1/alert-rules/route");
  const keys = await import("@/app/api/v1/keys/route");

  const override = (fields: object) => make("/api/v1/prices/overrides", overrides.POST, { percent_off: "10", ...fields });
  const from = new Date(atMs - 40 * 24 * HOUR).toISOString();
  await override({ provider: "openai", effective_from: from, percent_off: "5" });
  await override({ tenant: "acme", provider: "openai", effective_from: from });
  if (everybody) await override({ tenant: "initech", provider: "openai", effective_from: from });

  const policy = (name: string, fields: object) =>
    make("/api/v1/policies", policies.POST, { name, denied_models: ["gpt-4o-mini"], on_ask: "warn", ...fields });
  await policy("acme's", { tenant: "acme" });
  if (everybody) {
    await policy("everybody's", {});
    await policy("initech's", { tenant: "initech" });
  }

  const tenants = everybody ? [...MINE, ...FOREIGN] : MINE;
  for (const [at, tenant] of tenants.entries()) {
    const answer = await call(ingest, "/ingest", { method: "POST", headers: admin, body: eventsOf(tenant, atMs, at + 1) });
    if (answer.status !== 207) throw new Error(`events of ${tenant}: ${answer.status} ${await answer.text()}`);
  }
  const moves = await import("@/app/api/v1/re-attributions/route");
  const range = { from: new Date(atMs - 90 * 24 * HOUR).toISOString(), to: new Date(atMs).toISOString(), dry_run: false };
  const move = (reason: string, filter: object, tenant: string) =>
    make("/api/v1/re-attributions", moves.POST, { ...range, reason, filter, set: { tenant } });
  await move("acme's to globex", { tenant: "acme", user: "user-1-2" }, "globex");
  if (everybody) await move("initech's to umbrella", { tenant: "initech", user: "user-3-2" }, "umbrella");
  await foldRollups();

  await followTheNames(tenants.length);
  const known = (csv: string) => importEntries(`kind,name,display_name,owner,cost_centre,merged_into\n${csv}`, false, author);
  await known(
    "tenant,acme,Acme Inc.,acme@example.com,CC-1,\nfeature,chat,Chat,chat@example.com,CC-2,\nfeature,only-globex,,,,chat",
  );
  if (everybody)
    await known(
      "tenant,initech,Initech,boss@initech.example,CC-3,\ntenant,umbrella,,,,initech\nfeature,only-initech,,,,only-umbrella",
    );

  const budget = (name: string, fields: object) =>
    make("/api/v1/budgets", budgets.POST, {
      name,
      period: "month",
      limit: "0.01",
      thresholds: [50, 100],
      mode: "block",
      ...fields,
    });
  await budget("acme", { scope: { tenant: ["acme"] } });
  await budget("acme's chat", { scope: { tenant: ["acme"], feature: ["chat"] }, limit: "0.002" });
  await budget("both, each user", { scope: { tenant: MINE }, each: "user", limit: "0.001" });
  await budget("globex's tokens", { scope: { tenant: ["globex"] }, measure: "tokens", limit: "100000", period: "week" });
  if (everybody) {
    await budget("the whole company", { scope: {} });
    await budget("each tenant", { scope: {}, each: "tenant" });
    await budget("acme and initech", { scope: { tenant: ["acme", "initech"] } });
    await budget("initech", { scope: { tenant: ["initech"] } });
    await budget("production", { scope: { environment: ["production"] }, limit: "1" });
  }

  const expires_at = new Date(atMs + 24 * HOUR).toISOString();
  const stop = (reason: string, scope: object) => make("/api/v1/stops", stops.POST, { mode: "block", reason, scope, expires_at });
  await stop("acme's chat burns", { tenant: "acme", feature: "chat" });
  if (everybody) {
    await stop("all staging", { environment: "staging" });
    await stop("initech burns", { tenant: "initech" });
  }

  await startRules();
  const rule = (title: string, scope: object) =>
    make("/api/v1/alert-rules", rules.POST, { title, reason: "agreed", subjects: ["tenant"], condition: RULE, scope });
  await rule("everybody's errors", {});
  await rule("acme's errors", { tenant: ["acme"] });
  if (everybody) {
    await rule("initech's errors", { tenant: ["initech"] });
    await rule("errors of names that begin with a", { tenant: ["a*"] });
  }

  const key = (name: string, value: string, fields: object = {}) =>
    make("/api/v1/keys", keys.POST, {
      name,
      provider: "openai",
      environment: "production",
      fingerprint: digest(value),
      last4: value.slice(-4),
      ...fields,
    });
  await key("acme's own", OWN_KEY);
  await key("globex's, never used", "never used", { allowed_tenants: ["globex"] });
  if (everybody) {
    await key("shared", SHARED_KEY);
    await key("initech's", FOREIGN_KEY);
    await key("nobody's yet", "nothing");
    await key("for acme and initech", "for both", { allowed_tenants: ["acme", "initech"] });
  }
  await followKeys();
  const keeper = new StandingsKeeper();
  await keeper.look();

  await raise(atMs, everybody);

  const limit = everybody ? { tenants: MINE } : {};
  const askers: Asker[] = [];
  for (const role of ROLES) {
    const email = `${role}@example.com`;
    await createUser({ email, name: role, role, password: PASSWORD, ...limit }, actor);
    askers.push({ name: role, headers: { cookie: (await signIn(email, PASSWORD)).cookie } });
  }
  askers.push({ name: "a token", headers: await token("reader", READS, everybody ? MINE : undefined) });
  return { admin, askers };
}
