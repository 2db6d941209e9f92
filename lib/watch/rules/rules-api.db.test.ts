import { beforeAll, expect, test } from "vitest";
import { POST as RESET } from "@/app/api/v1/alert-rules/[id]/reset/route";
import { DELETE, PATCH, GET as READ } from "@/app/api/v1/alert-rules/[id]/route";
import { POST as CREATE, GET as LIST } from "@/app/api/v1/alert-rules/route";
import { createToken, firstRun } from "@/lib/access/service";
import { READY_MADE_RULES } from "@/lib/anomalies/service";
import { pool } from "@/lib/platform/database";
import { useDatabase } from "@/tests/database";
import { bearer, call } from "@/tests/requests";
import type { RuleAnswer } from "./contract";
import { ruleById, startRules } from "./service";

useDatabase();
const actor = { principal: { kind: "system", id: null, name: "test" } as const, ip: null };
let headers: Record<string, string> = {};
let reader: Record<string, string> = {};
let limited: Record<string, string> = {};

beforeAll(async () => {
  await firstRun();
  await startRules();
  const common = { default_environment: null, trusts_reported_cost: false, expires_at: null };
  headers = bearer((await createToken({ name: "w", scopes: ["alerts:read", "alerts:write"], ...common }, actor)).token);
  reader = bearer((await createToken({ name: "r", scopes: ["alerts:read"], ...common }, actor)).token);
  limited = bearer(
    (await createToken({ name: "l", scopes: ["alerts:read", "alerts:write"], tenants: ["acme"], ...common }, actor)).token,
  );
});

const byId = (handler: unknown, method: string, id: string, body?: unknown, as = headers) =>
  call(handler, `/api/v1/alert-rules/${id}`, { method, headers: as, params: { id }, ...(body === undefined ? {} : { body }) });
const create = (body: unknown, as = headers) => call(CREATE, "/api/v1/alert-rules", { method: "POST", headers: as, body });
const answer = async (response: Response) => (await response.json()) as RuleAnswer;
const pointers = async (response: Response) => {
  expect(response.status).toBe(400);
  expect(response.headers.get("content-type")).toContain("application/problem+json");
  return ((await response.json()) as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer);
};

const SHARE = {
  kind: "share",
  part: "errors",
  window_minutes: 10,
  above: 0.1,
  critical_above: null,
  least_requests: 20,
  least_usd: 0,
};
const OWN = {
  title: "Errors of acme",
  reason: "Agreed with them.",
  subjects: ["tenant"],
  condition: SHARE,
  scope: { tenant: "acme" },
};

test("the ready-made rules are listed with what they watch, why, and what was reported", async () => {
  const { rules } = (await (await call(LIST, "/api/v1/alert-rules", { headers: reader })).json()) as { rules: RuleAnswer[] };
  expect(rules.map(({ id }) => id)).toEqual(READY_MADE_RULES.map(({ id }) => id));
  expect(rules.find(({ id }) => id === "hourly-spend")).toMatchObject({
    ...{ on: false, suggested: true, origin: "ready_made", edited: [], calibrated: null },
    reported: "> $50 (another team: $20)",
    threshold: { field: "above", value: 50, shipped: 50 },
    condition: { kind: "amount", amount: "spend_usd", window_minutes: 60, above: 50 },
  });
});

test("a rule is switched on, given another threshold and narrowed; what changed is known, audited and in force; reset takes it back", async () => {
  const changed = await byId(PATCH, "PATCH", "hourly-spend", { on: true, threshold: 20, scope: { tenant: ["b", "acme"] } });
  expect(await answer(changed)).toMatchObject({
    ...{ on: true, suggested: true, edited: ["on", "condition", "scope"], scope: { tenant: ["acme", "b"] } },
    ...{ threshold: { value: 20, shipped: 50 }, updated_by: "w" },
  });
  expect(ruleById("hourly-spend")).toMatchObject({ on: true, condition: { above: 20, windowMinutes: 60 } });
  const { rows } = await pool().query("SELECT before, after FROM audit_log WHERE action = 'alert_rule.change'");
  expect(rows).toMatchObject([{ before: { on: false }, after: { on: true } }]);
  expect((await answer(await byId(PATCH, "PATCH", "hourly-spend", { threshold: "reported" }))).threshold?.value).toBe(50);
  await startRules();
  expect(ruleById("hourly-spend")).toMatchObject({ on: true });
  const reset = await answer(await byId(RESET, "POST", "hourly-spend"));
  expect(reset).toMatchObject({ on: false, edited: [], scope: {}, threshold: { value: 50 } });
});

test("a rule of one's own is made, changed and deleted; a ready-made one is not deleted", async () => {
  const made = await create(OWN);
  expect(made.status).toBe(201);
  const rule = await answer(made);
  expect(rule).toMatchObject({ origin: "custom", on: true, severity: "warning", scope: { tenant: ["acme"] }, edited: [] });
  expect(
    (await answer(await byId(PATCH, "PATCH", rule.id, { condition: { above: 0.2 }, severity: "critical" }))).condition,
  ).toEqual({
    ...SHARE,
    above: 0.2,
  });
  expect(ruleById(rule.id)?.severity).toBe("critical");
  expect((await byId(RESET, "POST", rule.id)).status).toBe(409);
  expect((await byId(DELETE, "DELETE", "budget")).status).toBe(409);
  expect((await byId(DELETE, "DELETE", rule.id)).status).toBe(200);
  expect((await byId(READ, "GET", rule.id)).status).toBe(404);
  expect(ruleById(rule.id)).toBeUndefined();
});

test("unknown fields, wrong kinds and thresholds out of range are refused, each named", async () => {
  expect(await pointers(await create({ ...OWN, condition: { ...SHARE, kind: "magic" } }))).toEqual(["/condition/kind"]);
  expect(await pointers(await create({ ...OWN, condition: { ...SHARE, above: 1.5 } }))).toEqual(["/condition/above"]);
  expect(await pointers(await create({ ...OWN, condition: { ...SHARE, critical_above: 0.05 } }))).toEqual([
    "/condition/critical_above",
  ]);
  expect(await pointers(await create({ ...OWN, condition: { ...SHARE, window: 3 } }))).toEqual(["/condition/window"]);
  expect(await pointers(await create({ ...OWN, colour: "red" }))).toEqual(["/colour"]);
  expect(await pointers(await create({ ...OWN, subjects: ["tenant", "request", "user"] }))).toEqual([
    "/subjects/1",
    "/subjects/2",
  ]);
  expect(await pointers(await create({ ...OWN, scope: { tenant: "__canary" } }))).toContain("/scope/tenant");
  expect(await pointers(await create({ ...OWN, scope: { planet: "mars" } }))).toEqual(["/scope/planet"]);
  expect(await pointers(await create({ ...OWN, reason: " " }))).toEqual(["/reason"]);
  expect(await pointers(await byId(PATCH, "PATCH", "error-rate", { threshold: 7 }))).toContain("/threshold");
  expect(await pointers(await byId(PATCH, "PATCH", "error-rate", { condition: { kind: "budget" } }))).toEqual([
    "/condition/kind",
  ]);
  expect(await pointers(await byId(PATCH, "PATCH", "error-rate", { condition: { abov: 0.5 } }))).toEqual(["/condition/abov"]);
  expect(await pointers(await byId(PATCH, "PATCH", "budget", { threshold: 7 }))).toContain("/threshold");
  expect(await pointers(await byId(PATCH, "PATCH", "silence", { scope: { environment: "production" } }))).toEqual([
    "/scope/environment",
  ]);
  expect(await pointers(await byId(PATCH, "PATCH", "hourly-spend", { threshold: "calibrated" }))).toEqual(["/threshold"]);
  expect(ruleById("error-rate")?.edited).toEqual([]);
});

test("reading needs alerts:read, changing alerts:write; who is limited to tenants sees no rule of another and changes none", async () => {
  expect((await byId(PATCH, "PATCH", "budget", { on: false }, reader)).status).toBe(403);
  expect((await byId(PATCH, "PATCH", "budget", { on: false }, limited)).status).toBe(403);
  const other = await answer(await create({ ...OWN, scope: { tenant: ["acme", "other"] } }));
  const mine = await answer(await create(OWN));
  expect((await byId(READ, "GET", other.id, undefined, limited)).status).toBe(404);
  expect((await byId(READ, "GET", mine.id, undefined, limited)).status).toBe(200);
  const { rules } = (await (await call(LIST, "/api/v1/alert-rules?origin=custom", { headers: limited })).json()) as {
    rules: RuleAnswer[];
  };
  expect(rules.map(({ id }) => id)).toEqual([mine.id]);
});
