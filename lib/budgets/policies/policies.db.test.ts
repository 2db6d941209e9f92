import { beforeAll, expect, test } from "vitest";
import { DELETE, PATCH, GET as READ } from "@/app/api/v1/policies/[id]/route";
import { GET as VIOLATIONS } from "@/app/api/v1/policies/[id]/violations/route";
import { POST as CREATE, GET as LIST } from "@/app/api/v1/policies/route";
import { createToken, firstRun } from "@/lib/access/service";
import { parseEvent } from "@/lib/metering/parse-event";
import { followRecording, recordEvents } from "@/lib/metering/service";
import { setClock } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import { bearer, call } from "@/tests/requests";
import type { PolicyAnswer, ViolationAnswer } from "./contract";
import { joinViolations, loadPolicies, noteViolations } from "./service";

useDatabase();
const actor = { principal: { kind: "system", id: null, name: "test" } as const, ip: null };
const caller = { id: null, name: "test", defaultEnvironment: null, trustsReportedCost: true };
let headers: Record<string, string> = {};
let counter = 0;

beforeAll(async () => {
  await ensurePriceBook();
  await firstRun();
  await loadPolicies();
  followRecording("policies", noteViolations);
  const common = { default_environment: null, trusts_reported_cost: false, expires_at: null };
  headers = bearer((await createToken({ name: "rules", scopes: ["stops:write"], ...common }, actor)).token);
});

async function create(fields: Record<string, unknown>): Promise<PolicyAnswer> {
  const answer = await call(CREATE, "/api/v1/policies", { method: "POST", headers, body: { name: "a policy", ...fields } });
  expect(answer.status).toBe(201);
  return (await answer.json()) as PolicyAnswer;
}

const byId = (handler: unknown, method: string, id: string, body?: unknown) =>
  call(handler, `/api/v1/policies/${id}`, { method, headers, params: { id }, ...(body === undefined ? {} : { body }) });

async function violations(id: string, query = ""): Promise<{ violations: ViolationAnswer[]; next_cursor: string | null }> {
  const answer = await call(VIOLATIONS, `/api/v1/policies/${id}/violations${query}`, { headers, params: { id } });
  expect(answer.status).toBe(200);
  return (await answer.json()) as { violations: ViolationAnswer[]; next_cursor: string | null };
}

const AT = "2026-11-20T10:15:00.000Z";

async function record(...events: Record<string, unknown>[]): Promise<string[]> {
  const raws = events.map((event) => ({
    id: `e${++counter}`,
    timestamp: AT,
    model: "gpt-4o",
    provider: "openai",
    usage: { input_tokens: 1000, output_tokens: 100 },
    ...event,
  }));
  const context = { receivedMs: Date.now(), defaultSource: "test", defaultEnvironment: null, futureMs: 0, pastMs: null };
  const results = await recordEvents(
    raws.map((raw) => parseEvent(raw, context)),
    raws,
    caller,
  );
  return results.map((result) => result.status);
}

test("events that break a policy are facts, added up by hour and exactly once", async () => {
  const { id } = await create({ tenant: "acme", environment: "production", require_pinned: true, max_tokens_per_request: 1000 });
  const bad = { id: "twice", tenant: "acme", environment: "production" };
  expect(
    await record(bad, { ...bad, id: "more", timestamp: "2026-11-20T10:59:00Z", usage: { input_tokens: 5000, output_tokens: 0 } }),
  ).toEqual(["accepted", "accepted"]);
  expect(await record(bad)).toEqual(["duplicate"]);
  await record({
    tenant: "acme",
    environment: "production",
    model: "gpt-4o-2024-08-06",
    usage: { input_tokens: 1, output_tokens: 1 },
  });
  await record({ tenant: "acme", environment: "dev" }, { tenant: "other", environment: "production" });
  // What was asked for counts: an alias that answered with a dated version is still an alias.
  await record({
    tenant: "acme",
    environment: "production",
    model: "gpt-4o-2024-08-06",
    request_model: "gpt-4o",
    usage: { input_tokens: 1, output_tokens: 1 },
  });
  const found = (await violations(id)).violations;
  expect(found).toEqual([
    {
      kind: "model_not_pinned",
      tenant: "acme",
      feature: "unallocated",
      environment: "production",
      model: "gpt-4o",
      hour: "2026-11-20T10:00:00.000Z",
      events: 3,
      first_event_at: AT,
      last_event_at: "2026-11-20T10:59:00.000Z",
      largest: null,
      example: { source: "test", id: "more" },
    },
    expect.objectContaining({ kind: "too_many_tokens", events: 2, largest: "5000" }),
  ]);
});

test("a refused transaction leaves no violations behind", async () => {
  const { id } = await create({ tenant: "undone", denied_models: ["gpt-*"] });
  followRecording("z-fails", { concerns: () => true, follow: () => Promise.reject(new Error("not this time")) });
  await expect(record({ tenant: "undone" })).rejects.toThrow("not this time");
  followRecording("z-fails", { concerns: () => false, follow: () => Promise.resolve() });
  expect((await violations(id)).violations).toEqual([]);
  await record({ tenant: "undone" });
  expect((await violations(id)).violations).toMatchObject([{ events: 1 }]);
});

test("violations of many transactions are joined later without changing what is shown, and are paged", async () => {
  const { id } = await create({ tenant: "joined", max_cost_usd_per_request: "0.0001" });
  for (let at = 0; at < 5; at++)
    await record(
      { tenant: "joined", feature: `f${at % 3}` },
      { tenant: "joined", feature: "f0", timestamp: "2026-11-20T09:00:00Z" },
    );
  const before = (await violations(id)).violations;
  expect(before.map(({ feature, events }) => [feature, events])).toEqual([
    ["f0", 2],
    ["f1", 2],
    ["f2", 1],
    ["f0", 5],
  ]);
  const count = async () =>
    (await pool().query("SELECT count(*)::int AS n FROM policy_violation WHERE policy_id = $1", [id])).rows[0].n;
  expect(await count()).toBe(10);
  setClock("2026-11-21T12:00:00Z");
  await joinViolations().finally(() => setClock(null));
  expect(await count()).toBe(4);
  expect((await violations(id)).violations).toEqual(before);
  const paged: ViolationAnswer[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page: Awaited<ReturnType<typeof violations>> = await violations(id, `?limit=1${cursor && `&cursor=${cursor}`}`);
    paged.push(...page.violations);
    cursor = page.next_cursor;
  }
  expect(paged).toEqual(before);
  expect((await violations(id, "?from=2026-11-20T10:00:00Z")).violations).toHaveLength(3);
});

test("a policy is changed, deleted and read with its past; each change is in the audit log", async () => {
  const { id } = await create({ tenant: "changing", denied_models: ["gpt-4"] });
  const changed = await byId(PATCH, "PATCH", id, { denied_models: [], allowed_models: ["o*"], max_cost_usd_per_request: 0.5 });
  expect(await changed.json()).toMatchObject({
    allowed_models: ["o*"],
    denied_models: [],
    max_cost_usd_per_request: "0.5",
    changed_by: "rules",
  });
  const empty = await byId(PATCH, "PATCH", id, { allowed_models: [], max_cost_usd_per_request: null });
  expect(empty.status).toBe(400);
  await record({ tenant: "changing" });
  expect((await violations(id)).violations).toMatchObject([{ kind: "model_not_allowed" }]);
  expect((await byId(DELETE, "DELETE", id)).status).toBe(200);
  expect((await byId(DELETE, "DELETE", id)).status).toBe(200);
  expect((await byId(PATCH, "PATCH", id, { name: "again" })).status).toBe(409);
  await record({ tenant: "changing" });
  expect((await violations(id)).violations).toMatchObject([{ events: 1 }]);
  const listed = (await (await call(LIST, "/api/v1/policies", { headers })).json()) as { policies: PolicyAnswer[] };
  expect(listed.policies.map((each) => each.id)).not.toContain(id);
  expect(await (await byId(READ, "GET", id)).json()).toMatchObject({ deleted_at: expect.any(String) });
  const { rows } = await pool().query("SELECT action FROM audit_log WHERE subject = $1 ORDER BY id", [`policy:${id}`]);
  expect(rows.map((row) => row.action)).toEqual(["policy.create", "policy.change", "policy.delete"]);
});

test.each([
  [{}, ""],
  [{ allowed_models: [""] }, "/allowed_models/0"],
  [{ max_tokens_per_request: 0 }, "/max_tokens_per_request"],
  [{ max_cost_usd_per_request: "-1" }, "/max_cost_usd_per_request"],
  [{ denied_models: ["x"], on_ask: "block" }, "/on_ask"],
  [{ denied_models: ["x"], tenant: "__canary" }, "/tenant"],
  [{ denied_models: ["x"], name: "" }, "/name"],
])("%j is refused with the field named", async (fields, pointer) => {
  const answer = await call(CREATE, "/api/v1/policies", { method: "POST", headers, body: { name: "bad", ...fields } });
  expect(answer.status).toBe(400);
  expect(((await answer.json()) as { errors: { pointer: string }[] }).errors[0]?.pointer).toBe(pointer);
});
