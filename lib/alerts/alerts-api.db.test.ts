import { beforeAll, beforeEach, expect, test } from "vitest";
import { PATCH as CHANGE_ROUTE, DELETE as DROP_ROUTE, GET as READ_ROUTE } from "@/app/api/v1/alert-routes/[id]/route";
import { POST as MAKE_ROUTE, GET as ROUTES } from "@/app/api/v1/alert-routes/route";
import { POST as ACKNOWLEDGE } from "@/app/api/v1/alerts/[id]/acknowledge/route";
import { POST as EXPECT } from "@/app/api/v1/alerts/[id]/expect/route";
import { POST as RESOLVE } from "@/app/api/v1/alerts/[id]/resolve/route";
import { GET as READ } from "@/app/api/v1/alerts/[id]/route";
import { POST as SNOOZE } from "@/app/api/v1/alerts/[id]/snooze/route";
import { POST as ACT } from "@/app/api/v1/alerts/actions/route";
import { GET as LIST } from "@/app/api/v1/alerts/route";
import { GET as ANOMALIES } from "@/app/api/v1/anomalies/route";
import { GET as INCIDENT } from "@/app/api/v1/incidents/[id]/route";
import { GET as INCIDENTS } from "@/app/api/v1/incidents/route";
import { createToken, createUser, firstRun } from "@/lib/access/service";
import { setClock } from "@/lib/platform/clock";
import { inTransaction, pool } from "@/lib/platform/database";
import { useDatabase } from "@/tests/database";
import { bearer, call, SITE } from "@/tests/requests";
import { signIn } from "@/tests/sign-in";
import type { ActionsAnswer } from "./changing/contract";
import type { AlertAnswer, AlertDetailAnswer, AlertsAnswer } from "./contract";
import { type ExpectedEpisode, onExpected } from "./expected";
import type { Raised } from "./raised";
import { raisedFixture } from "./raised-fixture";
import type { RouteAnswer } from "./routing/contract";
import { openEpisodes, raiseAlerts, sweepAlerts } from "./service";

useDatabase();
const actor = { principal: { kind: "system", id: null, name: "test" } as const, ip: null };
const people: Record<string, Record<string, string>> = {};
const AT = new Date("2026-11-20T10:06:00Z");
const IN_AN_HOUR = "2026-11-20T11:06:00Z";
const NOBODY = "00000000-0000-7000-8000-000000000000";

beforeAll(async () => {
  await firstRun();
  for (const role of ["admin", "engineer", "finance", "viewer"] as const) {
    const email = `${role}@example.com`;
    await createUser({ email, name: role, role, password: "correct horse battery" }, actor);
    people[role] = { cookie: (await signIn(email, "correct horse battery")).cookie, origin: SITE };
  }
  const common = { default_environment: null, trusts_reported_cost: false, expires_at: null };
  const make = async (name: string, scopes: ("alerts:read" | "alerts:write")[], tenants: string[] | null = null) => {
    people[name] = bearer((await createToken({ name, scopes, ...common, tenants }, actor)).token);
  };
  await make("pager", ["alerts:write"]);
  await make("reader", ["alerts:read"]);
  await make("of-acme", ["alerts:write"], ["acme"]);
});

beforeEach(async () => {
  setClock(AT);
  await pool().query("TRUNCATE alert, incident, alert_note, delivery, channel CASCADE");
  await pool().query(
    "INSERT INTO channel (id, name, kind, sealed, created_by) VALUES (gen_random_uuid(), 'hook', 'webhook', '', 'test')",
  );
});

const raise = (...list: Raised[]) => inTransaction((client) => raiseAlerts(client, list));
const ids = async () => {
  const { rows } = await pool().query<{ id: string }>("SELECT id FROM alert ORDER BY subject_key, id");
  return rows.map(({ id }) => id);
};
const reasons = async () => {
  const { rows } = await pool().query<{ reason: string }>(
    "SELECT message #>> '{data,reason}' AS reason FROM delivery ORDER BY seq",
  );
  return rows.map(({ reason }) => reason);
};

async function get<T>(handler: unknown, path: string, who = "viewer", params: Record<string, unknown> = {}) {
  const answer = await call(handler, path, { headers: people[who] ?? {}, params });
  return { status: answer.status, body: (await answer.json()) as T & { code: string; errors: { pointer: string }[] } };
}

async function post<T = AlertAnswer>(
  handler: unknown,
  path: string,
  body: unknown,
  who = "engineer",
  params = {},
  method = "POST",
) {
  const answer = await call(handler, path, { method, headers: people[who] ?? {}, body, params });
  const said = (await answer.json()) as T & { code: string; errors: { pointer: string; detail: string }[] };
  return { status: answer.status, body: said };
}

const act = (handler: unknown, id: string, body: unknown = {}, who = "engineer") =>
  post(handler, `/api/v1/alerts/${id}/x`, body, who, { id });
const list = (query = "", who = "viewer") => get<AlertsAnswer>(LIST, `/api/v1/alerts${query}`, who);
const read = (id: string, who = "viewer") => get<AlertDetailAnswer>(READ, `/api/v1/alerts/${id}`, who, { id });

test("an alert is acknowledged, and speaks again when its impact doubled, and only then", async () => {
  await raise(raisedFixture());
  const [id = ""] = await ids();
  expect((await act(ACKNOWLEDGE, id)).body).toMatchObject({ state: "acknowledged" });
  for (const impactUsd of ["15", "19.99"]) await raise(raisedFixture({ impactUsd }));
  expect(await reasons()).toEqual(["page", "acknowledged"]);
  for (const impactUsd of ["20", "30", "39.99"]) await raise(raisedFixture({ impactUsd, severity: "critical" }));
  expect(await reasons()).toEqual(["page", "acknowledged", "doubled"]);
  await Promise.all([raise(raisedFixture({ impactUsd: "40" })), raise(raisedFixture({ impactUsd: "41" }))]);
  expect(await reasons()).toEqual(["page", "acknowledged", "doubled", "doubled"]);
});

test("a snooze ends by the clock: silent until then, told again once if it goes on", async () => {
  await raise(raisedFixture());
  const [id = ""] = await ids();
  expect((await act(SNOOZE, id, { until: IN_AN_HOUR })).body).toMatchObject({ state: "snoozed" });
  await raise(raisedFixture({ impactUsd: "500" }));
  setClock("2026-11-20T11:05:59Z");
  await sweepAlerts();
  expect(await reasons()).toEqual(["page", "acknowledged"]);
  setClock(IN_AN_HOUR);
  await Promise.all([sweepAlerts(), sweepAlerts()]);
  expect((await read(id)).body).toMatchObject({ state: "open", snoozed_until: null });
  expect(await reasons()).toEqual(["page", "acknowledged", "again"]);
});

test("what was expected is told to whoever keeps baselines, in the same transaction, with its hours and reason", async () => {
  const told: ExpectedEpisode[] = [];
  const stop = onExpected(async (_client, episodes) => void told.push(...episodes));
  await raise(raisedFixture());
  const [id = ""] = await ids();
  expect((await act(EXPECT, id, {})).body.errors[0]?.pointer).toBe("/reason");
  expect((await act(EXPECT, id, { reason: " " })).body.errors[0]?.pointer).toBe("/reason");
  expect((await act(EXPECT, id, { reason: "the launch" })).body).toMatchObject({ state: "expected", reason: "the launch" });
  await act(EXPECT, id, { reason: "again" });
  stop();
  const { began, at, episode } = raisedFixture();
  expect(told).toEqual([
    {
      ...{ alertId: id, ruleId: "tenant-hour", subjectKey: "tenant=acme", subjectKind: "tenant", scope: { tenant: "acme" } },
      ...{ episode, began, until: at, reason: "the launch" },
    },
  ]);
  await raise(raisedFixture({ impactUsd: "1000" }));
  expect((await read(id)).body.state).toBe("expected");
  expect(await openEpisodes()).toEqual([]);
  expect((await act(ACKNOWLEDGE, id)).status).toBe(409);
});

test("everything that happened is in the timeline, with who did it; people's actions are in the audit log", async () => {
  await raise(raisedFixture());
  const [id = ""] = await ids();
  await act(ACKNOWLEDGE, id);
  await act(SNOOZE, id, { until: IN_AN_HOUR });
  await act(RESOLVE, id, { reason: "fixed" });
  const { body } = await read(id);
  expect(body.timeline.map(({ who, what }) => `${who} ${what}`)).toEqual([
    "Costwarden raised",
    "Costwarden told",
    "engineer@example.com acknowledged",
    "Costwarden told",
    "engineer@example.com snoozed",
    "engineer@example.com resolved",
    "Costwarden told",
  ]);
  expect(body.timeline[1]?.detail).toEqual({ why: "page", channels: ["hook"] });
  expect(body.deliveries.map(({ reason, channel }) => [reason, channel?.name])).toEqual([
    ["resolved", "hook"],
    ["acknowledged", "hook"],
    ["page", "hook"],
  ]);
  expect(body).toMatchObject({ channels: ["hook"], routed: true, incident: { state: "resolved", alerts: 1 } });
  const { rows } = await pool().query("SELECT action, actor_name FROM audit_log WHERE subject = $1 ORDER BY id", [`alert:${id}`]);
  expect(rows.map(({ action }) => action)).toEqual(["alert.acknowledge", "alert.snooze", "alert.resolve"]);
});

test("viewers read, finance acknowledges, engineers and admins do everything; tokens by their scope", async () => {
  await raise(raisedFixture());
  const [id = ""] = await ids();
  const snooze = { until: IN_AN_HOUR };
  const bulk = (action: string, who: string) =>
    post<ActionsAnswer>(ACT, "/api/v1/alerts/actions", { action, ids: [id], ...(action === "snooze" ? snooze : {}) }, who);
  expect((await act(ACKNOWLEDGE, id, {}, "viewer")).status).toBe(403);
  expect((await act(ACKNOWLEDGE, id, {}, "reader")).status).toBe(403);
  expect((await act(SNOOZE, id, snooze, "finance")).status).toBe(403);
  expect((await bulk("snooze", "finance")).status).toBe(403);
  expect((await bulk("acknowledge", "finance")).status).toBe(200);
  expect((await act(ACKNOWLEDGE, id, {}, "finance")).status).toBe(200);
  expect((await act(SNOOZE, id, snooze, "admin")).status).toBe(200);
  expect((await act(RESOLVE, id, {}, "pager")).status).toBe(200);
  for (const who of ["viewer", "reader", "finance"]) expect((await list("", who)).status).toBe(200);
});

test("what cannot be is refused with the field named", async () => {
  await raise(raisedFixture());
  const [id = ""] = await ids();
  expect(await act(SNOOZE, id, { until: "2026-11-20T10:05:59Z" })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: "/until" }] },
  });
  expect(await act(SNOOZE, id, { until: "2028-01-01" })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: "/until" }] },
  });
  expect(await act(SNOOZE, id, {})).toMatchObject({ status: 400, body: { errors: [{ pointer: "/until" }] } });
  expect((await act(ACKNOWLEDGE, NOBODY)).status).toBe(404);
  expect((await read(NOBODY)).status).toBe(404);
  expect((await read("x")).status).toBe(400);
  expect((await list("?state=gone")).status).toBe(400);
  expect((await list("?cursor=x")).body.errors[0]?.pointer).toBe("/query/cursor");
  const bulk = (body: unknown) => post(ACT, "/api/v1/alerts/actions", body);
  expect((await bulk({ action: "snooze", ids: [id] })).body.errors[0]?.pointer).toBe("/until");
  expect((await bulk({ action: "expect", ids: [id] })).body.errors[0]?.pointer).toBe("/reason");
  expect((await bulk({ action: "acknowledge", ids: [] })).body.errors[0]?.pointer).toBe("/ids");
  expect((await bulk({ action: "shout", ids: [id] })).body.errors[0]?.pointer).toBe("/action");
});

test("many are acted on at once, each with its own result", async () => {
  await raise(raisedFixture(), raisedFixture({ tenant: "bolt" }), raisedFixture({ tenant: "core" }));
  const [acme = "", bolt = "", core = ""] = await ids();
  await act(RESOLVE, bolt);
  const { body } = await post<ActionsAnswer>(ACT, "/api/v1/alerts/actions", {
    action: "acknowledge",
    ids: [acme, bolt, NOBODY, core, acme],
  });
  expect(body.results.map(({ id, done, problem }) => [id, done, problem?.code ?? null])).toEqual([
    [acme, true, null],
    [bolt, false, "conflict"],
    [NOBODY, false, "not_found"],
    [core, true, null],
  ]);
  expect((await list("?state=acknowledged")).body.alerts).toHaveLength(2);
});

test("lists filter, sort by impact, and page without loss", async () => {
  await raise(
    ...Array.from({ length: 25 }, (_, index) =>
      raisedFixture({
        tenant: `t${String(index).padStart(2, "0")}`,
        impactUsd: String((index * 7) % 5),
        severity: index % 2 ? "warning" : "critical",
        expected: index < 5 ? null : 3,
      }),
    ),
  );
  for (const sort of ["impact", "newest"]) {
    const seen: AlertAnswer[] = [];
    let cursor: string | null = null;
    do {
      const page: AlertsAnswer = (await list(`?sort=${sort}&limit=7${cursor ? `&cursor=${cursor}` : ""}`)).body;
      seen.push(...page.alerts);
      cursor = page.next_cursor;
    } while (cursor);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(25);
    if (sort === "impact")
      expect(seen.map((each) => Number(each.impact_usd))).toEqual(
        seen.map((each) => Number(each.impact_usd)).sort((a, b) => b - a),
      );
  }
  const counted = async (query: string) => (await list(query)).body.alerts.length;
  expect(await counted("?severity=warning")).toBe(12);
  expect(await counted("?tenant=t01&tenant=t02")).toBe(2);
  expect(await counted("?state=live")).toBe(25);
  expect(await counted("?state=resolved")).toBe(0);
  expect(await counted("?rule=tenant-hour&search=T03")).toBe(1);
  expect(await counted("?search=%25")).toBe(0);
  expect(await counted("?routed=false")).toBe(0);
  expect((await list()).body.open).toEqual({ info: 0, warning: 12, critical: 13 });
  expect((await get<{ anomalies: unknown[] }>(ANOMALIES, "/api/v1/anomalies")).body.anomalies).toHaveLength(20);
});

test("incidents are listed and read with their alerts", async () => {
  const feature = { subject: { kind: "tenant_feature", key: "tenant=acme|feature=chat", label: "chat of acme" } } as const;
  await raise(
    raisedFixture(),
    raisedFixture({ ...feature, scope: { tenant: "acme", feature: "chat" } }),
    raisedFixture({ tenant: "bolt" }),
  );
  const { body } = await get<{ incidents: { id: string; alerts: number }[] }>(
    INCIDENTS,
    "/api/v1/incidents?state=live&tenant=acme",
  );
  expect(body.incidents).toMatchObject([{ alerts: 2, state: "open" }]);
  const id = body.incidents[0]?.id ?? "";
  const detail = await get<{ alerts: unknown[]; timeline: { what: string }[] }>(INCIDENT, `/api/v1/incidents/${id}`, "viewer", {
    id,
  });
  expect(detail.body.alerts).toHaveLength(2);
  expect(detail.body.timeline.map(({ what }) => what)).toEqual(["raised", "raised", "told"]);
  expect((await get(INCIDENT, `/api/v1/incidents/${NOBODY}`, "viewer", { id: NOBODY })).status).toBe(404);
});

test("who is limited to tenants sees and does what is theirs alone; the rest is not there", async () => {
  await raise(
    raisedFixture(),
    raisedFixture({ tenant: "bolt" }),
    raisedFixture({ subject: { kind: "installation", key: "", label: "all" }, scope: {}, tenants: ["acme", "bolt"] }),
  );
  const [, acme = "", bolt = ""] = await ids();
  const { body } = await list("", "of-acme");
  expect(body.alerts.map(({ id }) => id)).toEqual([acme]);
  expect(body.open).toEqual({ info: 0, warning: 0, critical: 1 });
  expect((await read(bolt, "of-acme")).status).toBe(404);
  expect((await act(ACKNOWLEDGE, bolt, {}, "of-acme")).status).toBe(404);
  expect((await act(ACKNOWLEDGE, acme, {}, "of-acme")).status).toBe(200);
  expect((await get(ROUTES, "/api/v1/alert-routes", "of-acme")).status).toBe(403);
});

test("limited people are not told that an alert of theirs belongs to an incident which concerns others, or everybody", async () => {
  const everything = { subject: { kind: "installation" as const, key: "", label: "all" }, scope: {}, ruleId: "hourly-spend" };
  const contributors = [{ name: "acme", value: "$80", scope: { tenant: "acme" }, share: 0.8 }];
  for (const tenants of [["acme", "bolt"], []]) {
    await pool().query("TRUNCATE alert, incident, alert_note CASCADE");
    await raise(raisedFixture(), raisedFixture({ ...everything, contributors, tenants }));
    const { rows } = await pool().query<{ id: string; incident: string }>(
      "SELECT id, incident_id AS incident FROM alert ORDER BY subject_key",
    );
    const [{ id, incident } = { id: "", incident: "" }] = rows.slice(1);
    expect(new Set(rows.map((row) => row.incident)).size).toBe(1);
    expect((await list("")).body.alerts.map(({ incident_id }) => incident_id)).toEqual([incident, incident]);
    expect((await list("", "of-acme")).body.alerts).toMatchObject([{ id, incident_id: null }]);
    expect((await list(`?incident=${incident}`, "of-acme")).body.alerts).toEqual([]);
    expect((await read(id, "of-acme")).body).toMatchObject({ incident_id: null, incident: null, related: [], deliveries: [] });
    expect((await get<{ incidents: unknown[] }>(INCIDENTS, "/api/v1/incidents", "of-acme")).body.incidents).toEqual([]);
    expect((await get(INCIDENT, "/", "of-acme", { id: incident })).status).toBe(404);
    expect((await act(ACKNOWLEDGE, id, {}, "of-acme")).body).toMatchObject({ id, incident_id: null });
    const many = await post<ActionsAnswer>(ACT, "/api/v1/alerts/actions", { action: "resolve", ids: [id] }, "of-acme");
    expect(many.body.results).toMatchObject([{ done: true, alert: { id, incident_id: null } }]);
  }
});

test("routes say who is told; what no route matches waits in the inbox and says so", async () => {
  const { body: first } = await get<{ routes: RouteAnswer[] }>(ROUTES, "/api/v1/alert-routes");
  expect(first.routes).toMatchObject([{ every_channel: true, severities: [], created_by: "first start" }]);
  const everything = first.routes[0]?.id ?? "";
  const route = (id: string) => ({ params: { id } });
  const change = (body: unknown, who = "admin") =>
    post<RouteAnswer>(CHANGE_ROUTE, `/api/v1/alert-routes/${everything}`, body, who, { id: everything }, "PATCH");
  expect((await change({ enabled: false }, "engineer")).status).toBe(403);
  expect((await change({ enabled: false })).body).toMatchObject({ enabled: false, every_channel: true });
  const { rows } = await pool().query<{ id: string }>(
    "INSERT INTO channel (id, name, kind, sealed, created_by) VALUES (gen_random_uuid(), 'team', 'webhook', '', 'test') RETURNING id",
  );
  const team = rows[0]?.id ?? "";
  const make = (body: unknown) => post<RouteAnswer>(MAKE_ROUTE, "/api/v1/alert-routes", body, "admin");
  expect((await make({ name: "n", channel_ids: [NOBODY] })).body.errors[0]?.pointer).toBe("/channel_ids/0");
  expect((await make({ name: "n" })).body.errors[0]?.pointer).toBe("/channel_ids");
  expect((await make({ name: "n", every_channel: true, severities: ["loud"] })).body.errors[0]?.pointer).toBe("/severities/0");
  const made = await make({ name: "acme's team", tenants: ["acme"], severities: ["critical"], channel_ids: [team] });
  expect(made.status).toBe(201);
  await raise(
    raisedFixture(),
    raisedFixture({ tenant: "bolt" }),
    raisedFixture({ severity: "warning", ruleId: "other", threshold: "2" }),
  );
  expect((await list("?routed=false")).body.alerts.map(({ subject, severity }) => [subject.label, severity]).sort()).toEqual([
    ["acme", "warning"],
    ["bolt", "critical"],
  ]);
  expect((await pool().query("SELECT channel_id FROM delivery")).rows).toEqual([{ channel_id: team }]);
  expect((await post(DROP_ROUTE, "/x", undefined, "admin", { id: made.body.id }, "DELETE")).status).toBe(200);
  expect((await call(READ_ROUTE, "/x", { headers: people.admin ?? {}, ...route(made.body.id) })).status).toBe(404);
  await change({ enabled: true });
});
