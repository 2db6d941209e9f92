import path from "node:path";
import { register } from "prom-client";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { setClock } from "@/lib/platform/clock";
import type { Operation } from "@/lib/platform/http/operation";
import { call, SITE } from "@/tests/requests";
import type { Asker, Installation } from "@/tests/two-installations";
import { operations } from "./operations";

const FOREIGN = ["initech", "umbrella"];
const APP = import.meta.dirname;
const key = ({ method, path: at }: Operation) => `${method} ${at}`;
const limited = (operation: Operation) => (operation.access === "public" ? undefined : (operation.access.tenants ?? "refused"));
const DAY = 86_400_000;
/** On the hour, so that both installations see the same quarters; not long ago, since sessions are judged by the database's clock. */
const NOW = Math.floor(Date.now() / 3_600_000) * 3_600_000;

/** Names by which both installations are asked for the same thing. */
type Named = { table: string; name: string; column?: string };
const budget = (name: string): Named => ({ table: "budget", name });
const BUDGETS = ["acme", "acme's chat", "both, each user", "globex's tokens"];
const ALERTS = ["acme", "acme and globex", "initech", "acme and initech", "everything"];
const FOREIGN_BUDGETS = ["the whole company", "each tenant", "acme and initech", "initech", "production"];

interface Question {
  query?: string;
  /** Stands for {id}; of what only one installation has, the other is asked for an id that nobody has. */
  id?: Named;
  params?: Record<string, string>;
  accept?: string;
}

const ref = (tenant: string, id: string): Question => ({ params: { ref: id }, query: `tenant=${tenant}&source=shop` });
const each = (names: string[], query?: string): Question[] =>
  names.map((name) => ({ id: budget(name), ...(query === undefined ? {} : { query }) }));
const ranges = [
  "",
  "from=2020-01-01&granularity=month",
  "granularity=none",
  "granularity=hour",
  "granularity=week&timezone=Asia/Kathmandu",
];
const groups = [
  "tenant",
  "feature",
  "model",
  "provider",
  "environment",
  "key",
  "user",
  "tag:team",
  "tag:other",
  "tenant,model",
  "feature,key",
  "user,tag:team",
  "nonsense",
];
const filters = [
  "tenant=acme",
  "tenant=initech",
  "tenant=acme&tenant=initech",
  "tenant=nobody",
  "feature=chat",
  "feature=only-initech",
  "model=house-model-initech",
  "user=user-3-0",
  "tag:team=team-of-initech",
  "key=nonsense",
];
const spend = [
  ...ranges,
  ...groups.map((group) => `group_by=${group}&granularity=none`),
  ...groups.map((group) => `group_by=${group}&tenant=acme`),
  ...groups.map((group) => `group_by=${group}&tenant=initech&granularity=none`),
  ...filters,
  ...filters.map((filter) => `${filter}&group_by=tenant&granularity=none`),
  "group_by=tenant&limit=1",
  "group_by=tenant,feature&top=2",
  "limit=0",
  "from=2026-13-01",
];
const events = [
  "limit=1000",
  "",
  "limit=3",
  ...filters,
  "status=429",
  "min_cost=0.001",
  "has_error=true",
  "pricing=unpriced",
  "state=rejected",
  "state=rejected&tenant=initech",
  "state=rejected&tenant=acme",
  "correlation_id=x",
  "cursor=nonsense",
  "model=gpt-4o&limit=5",
];
const searches = ["", "search=o", "search=initech", "limit=1", "search=user"];
const csv = (queries: string[]): Question[] => [
  ...queries.map((query) => ({ query })),
  ...queries.map((query) => ({ query, accept: "text/csv" })),
];

function directoryQuestions(plural: string, names: string[]): Record<string, Question[]> {
  return {
    [`GET /api/v1/${plural}`]: csv([
      "",
      "merged=true",
      "search=initech",
      "search=example",
      "owner=",
      "cost_centre=CC-3",
      "limit=1",
      "spend=daily",
    ]),
    [`GET /api/v1/${plural}/{name}`]: names.map((name) => ({ params: { name } })),
  };
}

type Write = [operation: string, params: Record<string, string>, body: object | undefined, status: number];

/** Changes that a limited person tries outside their tenants, and the answers: nothing is changed, nothing told. */
const WRITES: Record<"finance" | "engineer", (ids: Record<string, string>) => Write[]> = {
  finance: (ids) => {
    const range = { from: new Date(NOW - 30 * DAY).toISOString(), to: new Date(NOW).toISOString() };
    const moveOf = (tenant: string, set: object) => ({ ...range, filter: { tenant }, set, reason: "x", dry_run: false });
    const budgetOf = (scope: object) => ({ name: "mine", scope, period: "month", limit: "5" });
    const change: Write[] = FOREIGN_BUDGETS.flatMap((name): Write[] => [
      ["PATCH /api/v1/budgets/{id}", { id: ids[name] ?? "" }, { limit: "9" }, 404],
      ["DELETE /api/v1/budgets/{id}", { id: ids[name] ?? "" }, undefined, 404],
      [
        "POST /api/v1/budgets/{id}/increases",
        { id: ids[name] ?? "" },
        { amount: "1", until: new Date(NOW + DAY).toISOString(), reason: "x" },
        404,
      ],
    ]);
    return [
      ["POST /api/v1/budgets", {}, budgetOf({ tenant: ["initech"] }), 403],
      ["POST /api/v1/budgets", {}, budgetOf({ tenant: ["acme", "initech"] }), 403],
      ["POST /api/v1/budgets", {}, budgetOf({}), 403],
      ["POST /api/v1/budgets", {}, { ...budgetOf({}), each: "tenant" }, 403],
      ["POST /api/v1/budgets/preview", {}, budgetOf({ tenant: ["initech"] }), 403],
      ...change,
      ["POST /api/v1/budgets", {}, budgetOf({ tenant: ["acme"], feature: ["search"] }), 201],
      ["POST /api/v1/re-attributions", {}, moveOf("acme", { tenant: "initech" }), 403],
      ["POST /api/v1/re-attributions", {}, moveOf("initech", { feature: "mine" }), 201],
      ["POST /api/v1/decisions", {}, { tenant: "initech" }, 403],
      ["POST /api/v1/decisions", {}, { tenant: "nobody" }, 403],
    ];
  },
  engineer: (ids) => {
    const stopOf = (scope: object) => ({ mode: "block", reason: "burns", scope, expires_at: new Date(NOW + DAY).toISOString() });
    return [
      ["POST /api/v1/stops", {}, stopOf({ tenant: "initech" }), 403],
      ["POST /api/v1/stops", {}, stopOf({ environment: "production" }), 403],
      ["POST /api/v1/stops", {}, { ...stopOf({}), everything: true }, 403],
      ["POST /api/v1/stops/{id}/lift", { id: ids["all staging"] ?? "" }, {}, 404],
      ["DELETE /api/v1/stops/{id}", { id: ids["initech burns"] ?? "" }, undefined, 404],
      ["POST /api/v1/stops", {}, stopOf({ tenant: "acme", feature: "search" }), 201],
      ["POST /api/v1/alerts/{id}/acknowledge", { id: ids["alert of initech"] ?? "" }, {}, 404],
      ["POST /api/v1/alerts/{id}/resolve", { id: ids["alert of acme and initech"] ?? "" }, {}, 404],
      ["POST /api/v1/events/rejected/{id}/replay", { id: ids["rejected of initech"] ?? "" }, undefined, 404],
      [
        "POST /api/v1/keys",
        {},
        { name: "mine", provider: "openai", environment: "production", fingerprint: "0".repeat(64) },
        403,
      ],
      ["PATCH /api/v1/keys/{id}", { id: ids["key initech's"] ?? "" }, { purpose: "x" }, 404],
      ["POST /api/v1/keys/{id}/rotation", { id: ids["key shared"] ?? "" }, undefined, 404],
      ["POST /api/v1/keys/{id}/compromise", { id: ids["key for acme and initech"] ?? "" }, { reason: "x" }, 404],
      ["POST /api/v1/keys/{id}/retirement", { id: ids["key nobody's yet"] ?? "" }, undefined, 404],
    ];
  },
};

async function idsOf(): Promise<Record<string, string>> {
  const { pool } = await import("@/lib/platform/database");
  const { rows } = await pool().query<{ name: string; id: string }>(
    `SELECT name, id::text FROM budget UNION ALL SELECT reason, id::text FROM stop
     UNION ALL SELECT 'alert of ' || subject_label, id::text FROM alert
     UNION ALL SELECT 'key ' || name, id::text FROM provider_key
     UNION ALL SELECT 'rejected of ' || tenant, id::text FROM rejected_event`,
  );
  return Object.fromEntries(rows.map(({ name, id }) => [name, id]));
}

/** @returns what was answered otherwise than it should, and what told of a foreign tenant's things */
async function tryWrites(askers: readonly Asker[]): Promise<string[]> {
  const ids = await idsOf();
  const faults: string[] = [];
  for (const role of ["finance", "engineer"] as const) {
    const headers = askers.find(({ name }) => name === role)?.headers ?? {};
    const site = { origin: SITE, "sec-fetch-site": "same-origin" };
    for (const [name, params, body, status] of WRITES[role](ids)) {
      const operation = operations.find((each) => key(each) === name);
      if (!operation || Object.values(params).includes("")) throw new Error(`${name}: nothing to try ${JSON.stringify(params)}`);
      const asked = { method: operation.method, headers: { ...site, ...headers }, params, ...(body ? { body } : {}) };
      const answer = await call(await handlerOf(operation), operation.path, asked);
      const text = await answer.text();
      if (answer.status !== status) faults.push(`${role}: ${name} ${JSON.stringify(body)}: ${answer.status} ${text}`);
      if (answer.status >= 400 && FOREIGN.some((tenant) => text.includes(tenant))) faults.push(`${role}: ${name} tells ${text}`);
    }
  }
  return faults;
}

/** What is asked of every reading operation that a limited person may call. */
const QUESTIONS: Record<string, Question[]> = {
  "GET /api/v1/spend": csv(spend),
  "GET /api/v1/live": [
    "",
    "window=60",
    "by=key",
    "by=feature&order=requests",
    "tenant=initech",
    "tenant=acme&by=model",
    "feature=only-initech",
  ].map((query) => ({ query })),
  "GET /api/v1/events": csv(events),
  ...directoryQuestions("tenants", ["acme", "globex", "initech", "umbrella"]),
  ...directoryQuestions("features", ["chat", "only-globex", "only-initech", "only-umbrella"]),
  ...directoryQuestions("environments", ["production", "nowhere"]),
  "GET /api/v1/directory/names": [{}],
  "GET /api/v1/re-attributions": ["", "limit=1"].map((query) => ({ query })),
  "GET /api/v1/re-attributions/{id}": ["acme's to globex", "initech's to umbrella"].map((name) => ({
    id: { table: "re_attribution", name, column: "reason" },
  })),
  "GET /api/v1/directory/spend": csv(["", "by=cost_centre", "by=owner"]),
  "GET /api/v1/events/{ref}": [
    ref("acme", "acme-1"),
    ref("acme", "acme-c"),
    ref("acme", "acme-0"),
    ref("globex", "globex-7"),
    ref("acme", "acme-2"),
    ref("globex", "acme-2"),
    ref("umbrella", "initech-2"),
    ref("initech", "initech-1"),
    ref("nobody", "x"),
    {
      params: {
        ref: Buffer.from(JSON.stringify(["initech", "shop", "initech-1", "2026-01-01T00:00:00.000000Z"])).toString("base64url"),
      },
    },
  ],
  "GET /api/v1/dimensions/{name}": groups.flatMap((name) => searches.map((query) => ({ params: { name }, query }))),
  "GET /api/v1/budgets": csv([
    "",
    "sort=name",
    "sort=used",
    "state=all",
    "tenant=acme",
    "tenant=initech",
    "q=initech",
    "each=tenant",
    "limit=1",
  ]),
  "GET /api/v1/budgets/{id}": each([...BUDGETS, ...FOREIGN_BUDGETS]),
  "GET /api/v1/budgets/{id}/limits": each([...BUDGETS, ...FOREIGN_BUDGETS]),
  "GET /api/v1/budgets/{id}/explain": [
    ...each([...BUDGETS, ...FOREIGN_BUDGETS]),
    ...each(["acme"], "group_by=key"),
    ...each(["acme"], "group_by=tenant"),
    ...each(["both, each user"], "subject=user-1-0"),
  ],
  "GET /api/v1/budgets/{id}/history": [
    ...each([...BUDGETS, ...FOREIGN_BUDGETS]),
    ...each(["both, each user"], "subject=user-1-0"),
  ],
  "GET /api/v1/budgets/{id}/progress": [
    ...each([...BUDGETS, ...FOREIGN_BUDGETS]),
    ...each(["both, each user"], "subject=user-1-0"),
  ],
  "GET /api/v1/budgets/{id}/subjects": [...each([...BUDGETS, ...FOREIGN_BUDGETS]), ...each(["both, each user"], "q=initech")],
  "GET /api/v1/budgets/crossings": [{}, { query: "limit=2" }],
  "GET /api/v1/stops": ["", "state=all", "since=0", "limit=1"].map((query) => ({ query })),
  "GET /api/v1/stops/{id}": ["acme's chat burns", "all staging", "initech burns"].map((name) => ({
    id: { table: "stop", name, column: "reason" },
  })),
  "GET /api/v1/policies": ["", "deleted=true", "limit=1"].map((query) => ({ query })),
  "GET /api/v1/policies/{id}": ["acme's", "everybody's", "initech's"].map((name) => ({ id: { table: "model_policy", name } })),
  "GET /api/v1/policies/{id}/violations": ["acme's", "everybody's", "initech's"].map((name) => ({
    id: { table: "model_policy", name },
  })),
  "GET /api/v1/keys": csv(["", "finding=any", "search=initech", "environment=production", "limit=1"]),
  "GET /api/v1/keys/{id}": [
    "acme's own",
    "globex's, never used",
    "shared",
    "initech's",
    "nobody's yet",
    "for acme and initech",
  ].map((name) => ({ id: { table: "provider_key", name } })),
  "GET /api/v1/keys/reminders": ["", "state=planned"].map((query) => ({ query })),
  "GET /api/v1/prices": ["provider=openai&limit=5", "q=initech"].map((query) => ({ query })),
  "GET /api/v1/prices/{id}": [{ params: { id: "nonsense" } }],
  "GET /api/v1/prices/overrides": ["", "tenant=initech", "tenant=acme"].map((query) => ({ query })),
  "GET /api/v1/prices/unpriced": ["", "limit=1"].map((query) => ({ query })),
  "GET /api/v1/alerts": ["", "sort=impact", "tenant=initech", "tenant=acme", "search=initech", "state=live", "limit=1"].map(
    (query) => ({ query }),
  ),
  "GET /api/v1/alerts/{id}": ALERTS.map((name) => ({ id: { table: "alert", name, column: "subject_label" } })),
  "GET /api/v1/anomalies": ["", "limit=1", "tenant=initech"].map((query) => ({ query })),
  "GET /api/v1/incidents": ["", "sort=impact", "tenant=initech", "limit=1"].map((query) => ({ query })),
  "GET /api/v1/incidents/{id}": ALERTS.map((name) => ({
    id: { table: "incident", name: `{${name.replaceAll(" and ", ",")}}`, column: "tenants::text" },
  })),
  "GET /api/v1/alert-rules": [{}, { query: "origin=own" }],
  "GET /api/v1/alert-rules/{id}": [
    ...["everybody's errors", "acme's errors", "initech's errors", "errors of names that begin with a"].map((name) => ({
      id: { table: "alert_rule", name, column: "title" },
    })),
    { params: { id: "hourly-spend" } },
  ],
  "GET /api/v1/settings": [{}],
  // Of the asker alone: their own limit, their own sessions.
  "GET /api/v1/me": [],
  "GET /api/v1/me/profile": [],
  "GET /api/v1/me/sessions": [],
};

async function handlerOf(operation: Operation): Promise<unknown> {
  const folder = operation.path.slice(1).replace(/\{(\w+)\}/g, "[$1]");
  const route = (await import(/* @vite-ignore */ path.join(APP, folder, "route.ts"))) as Record<string, unknown>;
  return route[operation.method];
}

async function idOf({ table, name, column = "name" }: Named): Promise<string> {
  const { pool } = await import("@/lib/platform/database");
  const { rows } = await pool().query<{ id: string }>(`SELECT id FROM ${table} WHERE ${column} = $1`, [name]);
  return rows[0]?.id ?? "00000000-0000-4000-8000-000000000000";
}

/** Ids, times, numbers of changes and places in lists aside. */
function normalised(text: string): string {
  return text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "<id>")
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "<time>")
    .replace(/"(version|since)":"?\d+"?/g, '"$1":0')
    .replace(/"next_cursor":"[^"]+"/g, '"next_cursor":"<more>"');
}

type Answers = Map<string, { status: number; text: string }>;

async function askAll(askers: readonly Asker[]): Promise<Answers> {
  const answers: Answers = new Map();
  for (const operation of operations) {
    const handler = await handlerOf(operation);
    for (const question of QUESTIONS[key(operation)] ?? []) {
      const params = question.id ? { id: await idOf(question.id) } : (question.params ?? {});
      for (const { name, headers } of askers) {
        const asked = { headers: { ...headers, ...(question.accept ? { accept: question.accept } : {}) }, params };
        const answer = await call(handler, `${operation.path}?${question.query ?? ""}`, asked);
        const label = [
          key(operation),
          question.query,
          question.id?.name,
          JSON.stringify(question.params ?? {}),
          question.accept,
          name,
        ];
        answers.set(label.filter(Boolean).join(" | "), { status: answer.status, text: normalised(await answer.text()) });
      }
    }
  }
  return answers;
}

let together: Answers;
let alone: Answers;
let refusals: [string, number][] = [];
let writes = ["nothing was tried"];

async function askRefused({ askers }: Installation): Promise<[string, number][]> {
  const found: [string, number][] = [];
  for (const operation of operations) {
    if (operation.access === "public" || limited(operation) !== "refused") continue;
    const handler = await handlerOf(operation);
    const params = Object.fromEntries([...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name, "no-such-thing"]));
    const body = operation.method === "GET" || operation.method === "DELETE" ? {} : { body: {} };
    for (const { name, headers } of askers) {
      const answer = await call(handler, operation.path, { method: operation.method, headers, params, ...body });
      found.push([`${key(operation)} | ${name}`, answer.status]);
    }
  }
  return found;
}

/** Fills an installation and asks it, as a process of its own: no module remembers anything of another one. */
async function installed<T>(everybody: boolean, ask: (installation: Installation) => Promise<T>): Promise<T> {
  vi.resetModules();
  register.clear();
  const holder = globalThis as unknown as Record<symbol, unknown>;
  for (const symbol of Object.getOwnPropertySymbols(holder))
    if (symbol.description?.startsWith("costwarden.")) delete holder[symbol];
  const { setClock: freeze } = await import("@/lib/platform/clock");
  freeze(new Date(NOW));
  const { openInstallation, fillInstallation } = await import("@/tests/two-installations");
  await openInstallation();
  const found = await ask(await fillInstallation(NOW, everybody));
  const { closeDatabase } = await import("@/lib/platform/database");
  await closeDatabase();
  return found;
}

beforeAll(async () => {
  await installed(true, async (installation) => {
    together = await askAll(installation.askers);
    refusals = await askRefused(installation);
    writes = await tryWrites(installation.askers);
  });
  alone = await installed(false, ({ askers }) => askAll(askers));
}, 1_200_000);
afterAll(() => setClock(null));

test("every operation says what limited callers get, and every reading one that they may call is asked here", () => {
  const undeclared = operations.filter(({ access }) => access !== "public" && access.tenants === undefined);
  expect(undeclared.map(key), "say `tenants` in the access rule").toEqual([]);
  const readable = operations.filter(
    (operation) => operation.method === "GET" && ["within reach", "no tenant data"].includes(limited(operation) ?? ""),
  );
  expect(Object.keys(QUESTIONS).toSorted()).toEqual(readable.map(key).toSorted());
});

test("what is not proven to keep to the limit refuses every limited person and token", () => {
  expect(refusals.length).toBeGreaterThan(50);
  expect(refusals.filter(([, status]) => status !== 403)).toEqual([]);
});

test("changes out of reach are refused as if there were nothing, those within it are made", () => {
  expect(writes).toEqual([]);
});

test("the questions find something: the test compares no empty answers", () => {
  const found = [...alone].filter(([, { status }]) => status === 200);
  expect(found.length).toBeGreaterThan(300);
  const spends = [...alone].find(([label]) => label.startsWith("GET /api/v1/spend | group_by=tenant&granularity=none"))?.[1];
  expect(JSON.parse(spends?.text ?? "{}").rows).toMatchObject([{ tenant: expect.any(String) }, { tenant: expect.any(String) }]);
});

describe("equals, ids and times aside, the answer of an installation where the other tenants never existed:", () => {
  test.each(Object.keys(QUESTIONS))("%s", (operation) => {
    const faults: string[] = [];
    for (const [label, expected] of alone) {
      if (!label.startsWith(`${operation} |`)) continue;
      const found = together.get(label);
      if (found?.status !== expected.status || found.text !== expected.text)
        faults.push(`${label}\n  alone:    ${expected.status} ${expected.text}\n  together: ${found?.status} ${found?.text}`);
    }
    expect(faults.slice(0, 5), `${faults.length} answers differ`).toEqual([]);
  });

  test("no answer names another tenant, unless the question did", () => {
    const told = [...together].filter(([label, { text }]) =>
      FOREIGN.some((name) => text.includes(name) && !label.includes(name)),
    );
    expect(told.map(([label]) => label)).toEqual([]);
  });
});
