import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { PATCH as CHANGE, DELETE as DROP, GET as READ } from "@/app/api/v1/reports/[id]/route";
import { POST as SEND } from "@/app/api/v1/reports/[id]/send/route";
import { GET as FILE } from "@/app/api/v1/reports/files/[id]/route";
import { GET as LIST, POST as MAKE } from "@/app/api/v1/reports/route";
import { createToken, createUser, firstRun } from "@/lib/access/service";
import { raisedFixture } from "@/lib/alerts/raised-fixture";
import { raiseAlerts } from "@/lib/alerts/service";
import { setClock } from "@/lib/platform/clock";
import { inTransaction, pool } from "@/lib/platform/database";
import { loadOrganisation } from "@/lib/platform/organisation";
import { ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import { bearer, call, SITE } from "@/tests/requests";
import { signIn } from "@/tests/sign-in";
import { spend } from "@/tests/spent-usage";
import type { RunAnswer, ScheduleAnswer } from "./contract";
import { sendDueReports } from "./service";

useDatabase();
const actor = { principal: { kind: "system", id: null, name: "test" } as const, ip: null };
const people: Record<string, Record<string, string>> = {};
let channelId = "";

beforeAll(async () => {
  setClock("2026-11-20T09:00:00Z");
  await ensurePriceBook();
  await firstRun();
  await loadOrganisation();
  for (const role of ["finance", "engineer"] as const) {
    const email = `${role}@example.com`;
    await createUser({ email, name: role, role, password: "correct horse battery" }, actor);
    people[role] = { cookie: (await signIn(email, "correct horse battery")).cookie, origin: SITE };
  }
  const common = { default_environment: null, trusts_reported_cost: false, expires_at: null };
  people["of-acme"] = bearer(
    (await createToken({ name: "of-acme", scopes: ["alerts:read"], ...common, tenants: ["acme"] }, actor)).token,
  );
  const { rows } = await pool().query<{ id: string }>(
    "INSERT INTO channel (id, name, kind, sealed, created_by) VALUES (gen_random_uuid(), 'hook', 'webhook', '', 'test') RETURNING id",
  );
  channelId = rows[0]?.id ?? "";
  await spend("acme", "10", "2026-11-03T10:00:00Z", { feature: "chat" });
  await spend("acme", "25", "2026-11-10T10:00:00Z", { feature: "chat" });
  await spend("=bolt", "5", "2026-11-11T10:00:00Z", { feature: "search" });
  // Sunday the 15th 23:30 UTC is Monday in Berlin.
  await spend("late", "100", "2026-11-15T23:30:00Z");
  await inTransaction((client) => raiseAlerts(client, [raisedFixture()]));
});
beforeEach(async () => {
  setClock("2026-11-16T06:00:00Z");
  await pool().query("TRUNCATE report_run, delivery CASCADE; DELETE FROM report_schedule");
});
afterAll(() => setClock(null));

async function ask<T>(handler: unknown, method: string, body?: unknown, who = "finance", id = "") {
  const given = { method, headers: people[who] ?? {}, params: { id }, ...(body === undefined ? {} : { body }) };
  const answer = await call(handler, `/api/v1/reports/${id}`, given);
  return { status: answer.status, body: (await answer.json()) as T & { errors: { pointer: string }[] } };
}

const make = (fields: Record<string, unknown> = {}, who = "finance") =>
  ask<ScheduleAnswer>(
    MAKE,
    "POST",
    { name: "Weekly", period: "week", channel_ids: [channelId], timezone: "Europe/Berlin", ...fields },
    who,
  );

interface Sent {
  title: string;
  summary: string;
  facts: { label: string; value: string }[];
  contributors: { name: string; value: string }[];
  links: { label: string; path: string }[];
}
async function sent(): Promise<Sent[]> {
  const { rows } = await pool().query<{ message: Sent }>(
    "SELECT message FROM delivery WHERE subject_kind = 'report' ORDER BY seq",
  );
  return rows.map(({ message }) => message);
}

test("a schedule sends each period once, over instances and restarts, and nothing of before it was made", async () => {
  const { body } = await make();
  expect(body).toMatchObject({ next_at: "2026-11-16T07:00:00Z", last_run: null });
  const turns = () => Promise.all([sendDueReports(), sendDueReports(), sendDueReports()]);
  await turns();
  setClock("2026-11-16T06:59:59Z");
  await turns();
  expect(await sent()).toHaveLength(0);
  setClock("2026-11-16T07:00:00Z");
  await turns();
  setClock("2026-11-18T00:00:00Z");
  await turns();
  expect(await sent()).toHaveLength(1);
  await ask(CHANGE, "PATCH", { timezone: "UTC", hour: 23 }, "finance", body.id);
  await turns();
  expect(await sent()).toHaveLength(1);
  // Down for a fortnight: the last week comes when it runs again, those between do not.
  setClock("2026-12-02T10:00:00Z");
  await turns();
  expect(await sent()).toHaveLength(2);
  await make({ name: "made after its hour" });
  await turns();
  expect(await sent()).toHaveLength(2);
});

test("it says the total and its change, tenants, features, what moved, and open alerts, of the zone's own week", async () => {
  await make();
  setClock("2026-11-16T07:00:00Z");
  await sendDueReports();
  const [message] = await sent();
  expect(message?.title).toBe("Weekly: $30.00, +200%");
  expect(message?.summary).toBe("Weekly spend. $30.00 from 2026-11-09 to 2026-11-15: +200% against the week before ($10.00).");
  expect(message?.contributors).toEqual([
    { name: "acme", value: "$25.00 (+150%)" },
    { name: "=bolt", value: "$5.00 (new)" },
  ]);
  const facts = Object.fromEntries(message?.facts.map(({ label, value }) => [label, value]) ?? []);
  expect(facts).toMatchObject({
    "By feature": "chat $25.00 (+150%); search $5.00 (new)",
    "Moved the most": "acme $10.00 → $25.00 (+150%); =bolt $0 → $5.00 (new)",
    "Open alerts": "1: An hour of ten times the usual tokens: acme",
  });
});

test("the figures are behind a signed link that needs no sign-in, expires, and cannot be made up", async () => {
  const { body } = await make();
  const { body: run } = await ask<RunAnswer>(SEND, "POST", undefined, "finance", body.id);
  expect(run).toMatchObject({ asked_by: "finance@example.com", channels: 1, period_start: "2026-11-08T23:00:00Z" });
  const path = (await sent())[0]?.links.find(({ label }) => label === "CSV")?.path ?? "";
  const open = (at: string, id = run.id) => call(FILE, at, { params: { id } });
  const answer = await open(path);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/csv; charset=utf-8"]);
  const lines = (await answer.text()).trim().split("\r\n");
  expect(lines[0]).toMatch(/^tenant,feature,effective_cost_usd/);
  expect(lines[1]).toMatch(/^acme,chat,25,/);
  expect(lines[2]).toMatch(/^'=bolt,search,5,/);
  expect(lines).toHaveLength(3);
  const forged = path.replace(/signature=./, (text) => (text.endsWith("0") ? "signature=1" : "signature=0"));
  expect((await open(forged)).status).toBe(404);
  expect((await open(path.split("?")[0] ?? "")).status).toBe(404);
  expect((await open(path.replace(/expires=\d/, "expires=9"))).status).toBe(404);
  expect((await open(path, "00000000-0000-7000-8000-000000000000")).status).toBe(404);
  setClock("2026-11-23T06:00:02Z");
  expect((await open(path)).status).toBe(403);
  // What was asked for does not stand for what the calendar owes.
  setClock("2026-11-16T07:00:00Z");
  await sendDueReports();
  expect(await sent()).toHaveLength(2);
});

test("finance and admins make reports; channels must be there; who is limited to tenants has none", async () => {
  expect((await make({}, "engineer")).status).toBe(403);
  expect((await make({ channel_ids: [] })).body.errors[0]?.pointer).toBe("/channel_ids");
  expect((await make({ channel_ids: ["00000000-0000-7000-8000-000000000000"] })).body.errors[0]?.pointer).toBe("/channel_ids/0");
  expect((await make({ timezone: "Mars/Olympus" })).body.errors[0]?.pointer).toBe("/timezone");
  expect((await make({ hour: 24 })).body.errors[0]?.pointer).toBe("/hour");
  expect((await ask(LIST, "GET", undefined, "of-acme")).status).toBe(403);
  const { body } = await make({ enabled: false });
  expect(body.next_at).toBeNull();
  setClock("2026-11-16T07:00:00Z");
  await sendDueReports();
  expect(await sent()).toHaveLength(0);
  expect((await ask<{ schedules: unknown[] }>(LIST, "GET", undefined, "engineer")).body.schedules).toHaveLength(1);
  expect((await ask(DROP, "DELETE", undefined, "finance", body.id)).status).toBe(200);
  expect((await ask(READ, "GET", undefined, "finance", body.id)).status).toBe(404);
});
