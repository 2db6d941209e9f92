import { afterAll, beforeAll, expect, test } from "vitest";
import { POST as PREVIEW } from "@/app/api/v1/alert-rules/[id]/preview/route";
import { POST as DRAFT } from "@/app/api/v1/alert-rules/preview/route";
import { createToken, firstRun } from "@/lib/access/service";
import { foldRollups } from "@/lib/metering/service";
import { setClock } from "@/lib/platform/clock";
import { loadOrganisation } from "@/lib/platform/organisation";
import { ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import { bearer, call } from "@/tests/requests";
import { record } from "@/tests/spent-usage";
import { ruleById, rules, startRules } from "../service";
import { previewRule } from "./preview";

useDatabase();
const NOW = Date.parse("2026-11-20T12:00:00Z");
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
let serial = 0;

const usage = (tenant: string, atMs: number, fields: Record<string, unknown> = {}) => ({
  ...{
    id: `b${serial++}`,
    tenant,
    feature: "chat",
    timestamp: new Date(atMs).toISOString(),
    provider: "openai",
    model: "gpt-4o",
  },
  ...{ usage: { input_tokens: 900, output_tokens: 100 }, cost_usd: "0.01", ...fields },
});

beforeAll(async () => {
  setClock(new Date(NOW));
  await ensurePriceBook();
  await loadOrganisation();
  await firstRun();
  await startRules();
  const events = [];
  for (let atMs = NOW - 30 * DAY; atMs < NOW; atMs += HOUR)
    for (const tenant of ["steady", "runaway", "small"]) events.push(usage(tenant, atMs));
  // Two hours of fifty times the usual, ten days ago; a burst of 429 five days ago; one dear request.
  for (let at = 0; at < 400; at++) events.push(usage("runaway", NOW - 10 * DAY + at * 15_000, { cost_usd: "0.1" }));
  for (let at = 0; at < 100; at++)
    events.push(
      usage(
        "steady",
        NOW - 5 * DAY + at * 1000,
        at % 2 === 0 ? { status: 429, error_code: "rate_limited", cost_usd: "0.001" } : { cost_usd: "0.001" },
      ),
    );
  // A user who costs fifty times the usual in one hour, within a tenant where that hardly shows.
  for (let atMs = NOW - 30 * DAY; atMs < NOW; atMs += HOUR) {
    events.push(usage("people", atMs, { feature: "bulk", usage: { input_tokens: 300_000, output_tokens: 1 }, cost_usd: "1" }));
    for (const user of ["zoe", "max"]) events.push(usage("people", atMs, { feature: "desk", user, cost_usd: "0.02" }));
  }
  for (let at = 0; at < 50; at++)
    events.push(usage("people", NOW - 12 * DAY + at * 1000, { feature: "desk", user: "zoe", cost_usd: "0.05" }));
  events.push(usage("small", NOW - 2 * DAY, { cost_usd: "12" }));
  for (let at = 0; at < events.length; at += 1000) await record(events.slice(at, at + 1000));
  await foldRollups();
});
afterAll(() => setClock(null));

const preview = (id: string, given: Record<string, unknown> = {}) =>
  previewRule(id, { days: 30, change: {}, limit: 100, ...given });
const keys = (answer: { firings: { subject: { key: string } }[] }) =>
  [...new Set(answer.firings.map(({ subject }) => subject.key))].sort();

test("a runaway hour is told once a subject, when it was, with what it cost beyond the usual; the steady and the small are quiet", async () => {
  const answer = await preview("tenant-hour", { change: { subjects: ["tenant"] } });
  expect(answer).toMatchObject({ fired: 1, subjects: 1, firings: [{ subject: { key: "tenant=runaway" } }] });
  expect(Date.parse(answer.firings[0]?.at ?? "")).toBe(NOW - 10 * DAY + HOUR);
  // 400 calls of $0.10, less the call or two an hour that were expected.
  expect(Number(answer.usd)).toBeGreaterThan(39);
  expect(Number(answer.usd)).toBeLessThan(40.1);
});

test("users are judged by their own hours: the one who ran away is told, of the tenant once, with what it cost", async () => {
  const answer = await preview("tenant-hour", { change: { subjects: ["user", "tenant_user"] } });
  expect(answer).toMatchObject({ fired: 1, subjects: 1, firings: [{ subject: { key: "tenant=people|user=zoe" } }] });
  expect(Date.parse(answer.firings[0]?.at ?? "")).toBe(NOW - 12 * DAY + HOUR);
  expect(Number(answer.usd)).toBeCloseTo(2.5, 0);
  expect(keys(await preview("tenant-hour", { change: { subjects: ["user"] } }))).toEqual(["user=zoe"]);
});

test("it never looks ahead: what happened later changes nothing of what was said before", async () => {
  const all = await preview("tenant-hour");
  setClock(new Date(NOW - 8 * DAY));
  const then = await preview("tenant-hour", { days: 22 });
  setClock(new Date(NOW));
  expect(then.firings).toEqual(all.firings);
});

test("a change is tried without being made: a threshold, a scope", async () => {
  expect((await preview("hourly-spend")).fired).toBe(0);
  const tried = await preview("hourly-spend", { change: { threshold: 20, subjects: ["tenant"] } });
  expect(tried.by_subject).toMatchObject([{ key: "tenant=runaway", fired: 1 }]);
  expect((await preview("hourly-spend", { change: { threshold: 20, scope: { tenant: ["steady"] } } })).fired).toBe(0);
  expect(ruleById("hourly-spend")).toMatchObject({ condition: { above: 50 }, edited: [] });
});

test("shares, single requests and first events are judged by recorded events", async () => {
  expect(keys(await preview("status-429"))).toEqual(["feature=chat", "tenant=steady", "tenant=steady|feature=chat"]);
  expect(await preview("request-cost")).toMatchObject({ fired: 1, usd: "12", firings: [{ actual: 12, threshold: 10 }] });
  expect((await preview("unpinned-alias")).fired).toBe(0);
  expect((await preview("unpinned-alias", { change: { condition: { environments: null } } })).fired).toBe(1);
});

test("every ready-made rule can be judged, and says how", async () => {
  for (const id of [
    "own-baseline",
    "silence",
    "token-burn",
    "user-daily-spend",
    "correlation-cost",
    "attempts",
    "auth-burst",
    "headroom",
  ])
    expect((await preview(id)).note.length, id).toBeGreaterThan(10);
  for (const id of [
    "latency-p95",
    "latency-interactive",
    "provider-latency",
    "cache-collapse",
    "budget",
    "key-unknown",
    "output-limit",
  ])
    expect((await preview(id)).note.length, id).toBeGreaterThan(10);
});

test("a rule that is not made yet is judged as the same one that is; what does not fit is said at its field, and nothing is stored", async () => {
  const actor = { principal: { kind: "system", id: null, name: "test" } as const, ip: null };
  const common = { default_environment: null, trusts_reported_cost: false, expires_at: null };
  const headers = bearer((await createToken({ name: "draft", scopes: ["alerts:read"], ...common }, actor)).token);
  const ask = (body: unknown) => call(DRAFT, "/api/v1/alert-rules/preview", { method: "POST", headers, body });
  const condition = { kind: "amount", amount: "spend_usd", window_minutes: 60, above: 20 };
  const answer = await (await ask({ days: 30, subjects: ["tenant"], condition })).json();
  const made = await preview("hourly-spend", { change: { threshold: 20, subjects: ["tenant"] } });
  expect(answer).toMatchObject({ rule: null, fired: 1, by_subject: [{ key: "tenant=runaway" }], firings: made.firings });
  const pointers = async (body: unknown) =>
    ((await (await ask(body)).json()) as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer);
  expect(await pointers({ subjects: ["tenant"], condition: { ...condition, above: 0 } })).toEqual(["/condition/above"]);
  expect(await pointers({ subjects: ["request"], condition })).toEqual(["/subjects/0"]);
  expect(rules().some(({ origin }) => origin === "custom")).toBe(false);
});

test("the route refuses what it does not know, and who is limited to tenants", async () => {
  const actor = { principal: { kind: "system", id: null, name: "test" } as const, ip: null };
  const common = { default_environment: null, trusts_reported_cost: false, expires_at: null };
  const headers = bearer((await createToken({ name: "r", scopes: ["alerts:read"], ...common }, actor)).token);
  const limited = bearer((await createToken({ name: "l", scopes: ["alerts:read"], tenants: ["small"], ...common }, actor)).token);
  const ask = (body: unknown, as = headers, id = "request-cost") =>
    call(PREVIEW, `/api/v1/alert-rules/${id}/preview`, { method: "POST", headers: as, params: { id }, body });
  expect((await ask({})).status).toBe(200);
  expect((await ask({ days: 91 })).status).toBe(400);
  expect((await ask({ change: { threshold: -1 } })).status).toBe(400);
  expect((await ask({}, headers, "nothing")).status).toBe(404);
  expect((await ask({}, limited)).status).toBe(403);
});
