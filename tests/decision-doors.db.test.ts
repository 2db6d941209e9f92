import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { POST } from "@/app/api/v1/decisions/route";
import { createToken, firstRun } from "@/lib/access/service";
import type { CallScopeInput } from "@/lib/budgets/call-scope";
import { newPolicy } from "@/lib/budgets/policies/contract";
import { createPolicy } from "@/lib/budgets/policies/service";
import { newStop } from "@/lib/budgets/stops/contract";
import { askerOf, createStop } from "@/lib/budgets/stops/service";
import { keyAtRest } from "@/lib/metering/service";
import { ensurePriceBook } from "@/lib/pricing/service";
import { createFrontDoor } from "@/server/front-door";
import { systemAuthor } from "@/server/wiring";
import { useDatabase } from "@/tests/database";

useDatabase();
let token = "";
let powerless = "";
let server: Server;
const actor = { principal: { kind: "system", id: null, name: "test" } as const, ip: null };
const author = systemAuthor("test");
const admin = askerOf(actor.principal);
const fingerprint = createHash("sha256").update("a key of a provider").digest("hex");

beforeAll(async () => {
  await ensurePriceBook();
  await firstRun();
  const common = { default_environment: "staging", trusts_reported_cost: false, expires_at: null };
  token = (await createToken({ name: "asks", scopes: ["decisions:read"], ...common }, actor)).token;
  powerless = (await createToken({ name: "sends", scopes: ["ingest:write", "stops:write"], ...common }, actor)).token;
  server = createServer(createFrontDoor({ next: (_, response) => response.writeHead(404).end() }).listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => void server.close());

type Door = (init: { method: string; headers: Record<string, string>; body: string }) => Promise<Response>;

/** One implementation, two doors: whatever is promised here is promised of both. */
const doors: [string, Door][] = [
  [
    "the server's front door",
    (init) => fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/decisions`, init),
  ],
  ["the Next route", (init) => POST(new Request("http://localhost/api/v1/decisions", init), { params: Promise.resolve({}) })],
];

const stop = (fields: Record<string, unknown>) => createStop(newStop.parse({ reason: "a test", ...fields }), admin, author);
const block = (scope: CallScopeInput) => stop({ mode: "block", scope });
const policy = (fields: Record<string, unknown>) => createPolicy(newPolicy.parse({ name: "a policy", ...fields }), author);

describe.each(doors)("through %s", (doorName, door) => {
  const own = (name: string) => `${name}${doorName === "the Next route" ? "-n" : "-f"}`;

  async function ask(body: unknown, sentToken = token) {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const headers = { authorization: `Bearer ${sentToken}`, "content-type": "application/json" };
    const response = await door({ method: "POST", headers, body: text });
    return { status: response.status, type: response.headers.get("content-type"), body: await response.json() };
  }

  test("a call that nothing forbids is allowed, for as long as the answer is fresh", async () => {
    const { status, body } = await ask({ tenant: own("free"), model: "gpt-4o" });
    expect(status).toBe(200);
    expect(body).toEqual({ decision: "allow", reasons: [], retry_after_ms: null, ttl_ms: 1000 });
  });

  test("a stop denies the calls that have every value it names, and no other", async () => {
    const tenant = own("stopped");
    const made = await stop({
      mode: "block",
      scope: { tenant, feature: "chat", model: "gpt-4o*", tags: { team: "growth" } },
      reason: "it loops",
      expires_at: new Date(Date.now() + 3_600_000).toISOString(),
    });
    const call = { tenant, feature: "chat", model: "gpt-4o-2024-08-06", tags: { team: "growth", more: "x" } };
    const { body } = await ask(call);
    expect(body).toMatchObject({ decision: "deny", retry_after_ms: null });
    expect(body.reasons).toEqual([
      expect.objectContaining({ kind: "stop", id: made.id, effect: "deny", resets_at: made.expires_at, used_ratio: null }),
    ]);
    expect(body.reasons[0].message).toContain("Denied here");
    expect(body.reasons[0].message).toContain("it loops");
    for (const other of [
      { ...call, feature: "search" },
      { ...call, feature: undefined },
      { ...call, model: "gpt-4" },
      { ...call, model: undefined },
      { ...call, tags: { team: "core" } },
      { ...call, tenant: own("other") },
    ])
      expect((await ask(other)).body.decision, JSON.stringify(other)).toBe("allow");
  });

  test("what a question leaves out is taken as its event would be recorded; keys and providers by whichever of their names", async () => {
    const tenant = own("defaults");
    await block({ tenant, feature: "unallocated", environment: "staging", provider: "azure" });
    expect((await ask({ tenant, provider: "azure.ai.openai" })).body.decision).toBe("deny");
    expect((await ask({ tenant, provider: "azure", environment: "production" })).body.decision).toBe("allow");
    await block({ tenant: own("keyed"), key: { fingerprint } });
    for (const key of [{ fingerprint, last4: "a1B2" }, { fingerprint: fingerprint.toUpperCase() }, keyAtRest(fingerprint)])
      expect((await ask({ tenant: own("keyed"), key })).body.decision).toBe("deny");
    expect((await ask({ tenant: own("keyed"), key: fingerprint })).body.decision).toBe("allow");
    await block({ tenant: own("inferred"), provider: "openai", user: "u1" });
    expect((await ask({ tenant: own("inferred"), model: "gpt-4o", user: "u1" })).body.decision).toBe("deny");
  });

  test("a policy denies, or warns where it is to, and names every rule that is broken", async () => {
    const tenant = own("ruled");
    const rules = { require_pinned: true, max_tokens_per_request: 1000, max_cost_usd_per_request: "0.01" };
    const made = await policy({ tenant, environment: "production", denied_models: ["gpt-4"], ...rules });
    const call = { tenant, environment: "production", model: "gpt-4o-2024-08-06" };
    expect((await ask(call)).body.decision).toBe("allow");
    const { body } = await ask({ ...call, model: "gpt-4", estimated_tokens: 1001, estimated_cost_usd: "0.0100001" });
    expect(body.decision).toBe("deny");
    expect(body.reasons.map((reason: { id: string; kind: string }) => [reason.kind, reason.id])).toEqual(
      Array.from({ length: 4 }, () => ["policy", made.id]),
    );
    expect((await ask({ ...call, model: "gpt-4", environment: "dev" })).body.decision).toBe("allow");
    await policy({ tenant: own("warned"), allowed_models: ["gpt-*"], on_ask: "warn" });
    expect((await ask({ tenant: own("warned"), model: "o3" })).body).toMatchObject({ decision: "warn", ttl_ms: 1000 });
  });

  test("a throttling stop lets its rate through over all instances, and says when to ask again", async () => {
    const tenant = own("slow");
    await stop({ mode: "throttle", scope: { tenant }, requests_per_minute: 3 });
    const first = await ask({ tenant });
    expect(first.body).toMatchObject({ decision: "allow", ttl_ms: 0 });
    const rest = await Promise.all(Array.from({ length: 20 }, () => ask({ tenant })));
    expect(new Set(rest.map(({ body }) => body.decision))).toEqual(new Set(["throttle"]));
    const waits = rest.map(({ body }) => body.retry_after_ms as number);
    expect(Math.max(...waits)).toBeLessThanOrEqual(20_000);
    expect(Math.max(...waits)).toBeGreaterThan(15_000);
    expect((await ask({ tenant: own("quick") })).body.decision).toBe("allow");
  });

  test("a stop for dollars counts what calls are estimated to cost", async () => {
    const tenant = own("dear");
    await stop({ mode: "throttle", scope: { tenant }, usd_per_minute: "6" });
    // A second's worth is $0.10: the first call may go beyond it, and is made up for before the next.
    expect((await ask({ tenant, estimated_cost_usd: "1.10" })).body.decision).toBe("allow");
    const { body } = await ask({ tenant, estimated_cost_usd: 0.01 });
    expect(body.decision).toBe("throttle");
    expect(body.retry_after_ms).toBeGreaterThan(8_000);
    expect(body.retry_after_ms).toBeLessThanOrEqual(11_000);
  });

  test("up to 100 questions are answered in their order, one bad one refuses them all and is named", async () => {
    const tenant = own("many");
    await block({ tenant, user: "bad" });
    const questions = Array.from({ length: 100 }, (_, at) => ({ tenant, user: at % 3 === 0 ? "bad" : "good" }));
    for (const body of [questions, { questions }]) {
      const { status, body: answer } = await ask(body);
      expect(status).toBe(200);
      expect(answer.decisions.map(({ decision }: { decision: string }) => decision)).toEqual(
        questions.map(({ user }) => (user === "bad" ? "deny" : "allow")),
      );
    }
    expect((await ask([questions[0]])).body.decisions).toHaveLength(1);
    const faulty = await ask({ questions: [{ tenant }, { tenant, model: 7 }] });
    expect([faulty.status, faulty.body.errors]).toEqual([400, [{ pointer: "/questions/1/model", detail: "must be a string" }]]);
    expect((await ask([{ tenant }, { model: "m" }])).body.errors[0].pointer).toBe("/1/tenant");
    expect((await ask([...questions, { tenant }])).status).toBe(400);
    expect((await ask([])).status).toBe(400);
  });

  const faults: [string, unknown, string][] = [
    ["no tenant", { model: "m" }, "/tenant"],
    ["a reserved tenant", { tenant: "__canary" }, "/tenant"],
    ["an unknown field", { tenant: "t", estimated_cost: 1 }, "/estimated_cost"],
    ["a key itself", { tenant: "t", key: "sk-abcdefghijklmnop" }, "/key"],
    ["a negative cost", { tenant: "t", estimated_cost_usd: -1 }, "/estimated_cost_usd"],
    ["a cost that is no number", { tenant: "t", estimated_cost_usd: "much" }, "/estimated_cost_usd"],
    ["half a token", { tenant: "t", estimated_tokens: 1.5 }, "/estimated_tokens"],
    ["a reservation without an estimate", { tenant: "t", reserve: true }, "/estimated_cost_usd"],
    [
      "a reservation for a day",
      { tenant: "t", reserve: true, estimated_cost_usd: 1, reserve_for_ms: 86_400_000 },
      "/reserve_for_ms",
    ],
    ["a control character", { tenant: "t\u0000" }, "/tenant"],
    ["tags that are no texts", { tenant: "t", tags: { a: 1 } }, "/tags/a"],
    ["a number", 7, ""],
    ["null", null, ""],
  ];
  test.each(faults)("%s is refused with the field named", async (_, sent, pointer) => {
    const { status, type, body } = await ask(sent);
    expect([status, type]).toEqual([400, "application/problem+json"]);
    expect(body.errors[0].pointer).toBe(pointer);
  });

  test("no body at all makes it fail in any other way than by a 400", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), fc.string()), async (body) => {
        const { status, type } = await ask(body);
        expect([400, 200]).toContain(status);
        if (status === 400) expect(type).toBe("application/problem+json");
      }),
      { numRuns: 60 },
    );
    expect((await ask("[".repeat(1_100_000))).status).toBe(413);
  });

  test("needs a known token with the scope", async () => {
    expect((await ask({ tenant: "t" }, "cw_nobody")).status).toBe(401);
    const refused = await ask({ tenant: "t" }, powerless);
    expect([refused.status, refused.body.required_scope]).toEqual([403, "decisions:read"]);
  });
});
