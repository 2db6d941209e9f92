import { describe, expect, test } from "vitest";
import { READY_MADE_RULES } from "@/lib/anomalies/service";
import type { RuleScope, StoredRule } from "../rules/service";
import { deprecationOf } from "./deprecated-models";
import { isEventRule, judgeEvent } from "./judge-event";
import type { JudgedEvent, JudgingContext } from "./judged-event";

const AT = Date.parse("2026-11-20T10:00:00Z");

function rule(id: string, scope: RuleScope = {}): StoredRule {
  const found = READY_MADE_RULES.find((each) => each.id === id);
  if (!found) throw new Error(`no rule ${id}`);
  const made = { createdAt: new Date(AT), createdBy: "test", updatedAt: new Date(AT), updatedBy: "test" };
  return { ...found, ...made, origin: "ready_made", scope, edited: [], calibration: null };
}

const event: JudgedEvent = {
  ...{ tenant: "acme", source: "api", id: "e1", timeMs: AT, feature: "chat", environment: "production", provider: "openai" },
  ...{ model: "gpt-4o-2024-08-06", requestModel: "gpt-4o-2024-08-06", key: "", user: null, operation: "chat", status: 200 },
  ...{ errorCode: null, attempt: 1, latencyMs: 800, pricing: "priced", effectiveCost: "0.01", inputTokens: 1000 },
  ...{ outputTokens: 200, maxOutputTokens: 800, requestId: "r1", correlationId: "c1" },
};

const context: JudgingContext = {
  nowMs: AT + 1000,
  deprecation: (provider, model) => deprecationOf(provider, model, new Set(["cohere/command"])),
  usualOutput: () => 200,
  violation: ({ model }) =>
    model === "gpt-4" ? { policyId: "p1", policy: "Small only", message: "gpt-4 is a denied model" } : null,
};

const judge = (id: string, change: Partial<JudgedEvent> = {}, scope: RuleScope = {}) =>
  judgeEvent(rule(id, scope), { ...event, ...change }, context);

test("an ordinary call says nothing by any rule", () => {
  for (const { id } of READY_MADE_RULES) expect(judge(id), id).toBeNull();
});

test("the rules that one event can be judged by are those about requests, attempts and first events of events", () => {
  expect(READY_MADE_RULES.filter(({ id }) => isEventRule(rule(id))).map(({ id }) => id)).toEqual([
    ...["request-cost", "request-tokens", "attempts", "insufficient-quota", "latency-request"],
    ...["unpriced-model", "deprecated-model", "model-policy", "unpinned-alias", "output-limit"],
  ]);
});

describe("one request", () => {
  test("above $10 is told with its cost, its names and where to look", () => {
    expect(judge("request-cost", { effectiveCost: "10.000000000000000001" })).toBeNull();
    expect(judge("request-cost", { effectiveCost: null, pricing: "unpriced" })).toBeNull();
    expect(judge("request-cost", { effectiveCost: "12.5" })).toMatchObject({
      subject: { kind: "request", key: "request=acme/api/e1" },
      scope: { tenant: "acme", feature: "chat", model: "gpt-4o-2024-08-06" },
      ...{ actual: 12.5, high: 10, unit: "usd", impactUsd: "12.5", severity: "warning", tenants: ["acme"], sinceClose: false },
      summary: "One request of acme (chat, gpt-4o-2024-08-06) cost $12.50; the limit is $10.00.",
      sample: { correlationId: "c1", requestIds: ["r1"] },
    });
  });

  test("is judged by its tokens and its time as well", () => {
    expect(judge("request-tokens", { inputTokens: 99_800 })).toBeNull();
    expect(judge("request-tokens", { inputTokens: 99_801 })).toMatchObject({ actual: 100_001, unit: "tokens" });
    expect(judge("latency-request", { latencyMs: 30_000 })).toBeNull();
    expect(judge("latency-request", { latencyMs: 31_000 })?.summary).toContain("took 31 s; the limit is 30 s");
  });
});

test("an attempt above 3 is told once a day for the tenant", () => {
  expect(judge("attempts", { attempt: 3 })).toBeNull();
  expect(judge("attempts", { attempt: 4 })).toMatchObject({
    subject: { kind: "tenant", key: "tenant=acme" },
    episode: "2026-11-20",
    actual: 4,
  });
});

describe("first events", () => {
  test("a used-up quota is told for the key, as critical; a 429 alone is not", () => {
    const key = "ab".repeat(32);
    expect(judge("insufficient-quota", { status: 429, errorCode: "rate_limit_exceeded" })).toBeNull();
    expect(judge("insufficient-quota", { status: 429, errorCode: "insufficient_quota", key })).toMatchObject({
      subject: { key: `key=${key}` },
      severity: "critical",
      episode: "2026-11-20",
    });
    expect(judge("insufficient-quota", { errorCode: "insufficient_quota" })?.subject.key).toBe("tenant=acme");
  });

  test("a model without a price is told once, whatever follows", () => {
    const first = judge("unpriced-model", { pricing: "unpriced", effectiveCost: null, model: "new-1" });
    const later = judge("unpriced-model", { pricing: "unpriced", effectiveCost: null, model: "new-1", timeMs: AT - 3_600_000 });
    expect(first).toMatchObject({ subject: { key: "model=new-1" }, episode: "first", impactUsd: null });
    expect(later?.episode).toBe("first");
  });

  test("a deprecated model is told in production, with its date, from when it was announced", () => {
    const model = "gpt-3.5-turbo";
    expect(judge("deprecated-model", { model, environment: "staging" })).toBeNull();
    expect(judge("deprecated-model", { model, timeMs: Date.parse("2026-04-01") })).toBeNull();
    expect(judge("deprecated-model", { model })?.summary).toContain("It was to stop on 2026-10-23.");
    expect(judge("deprecated-model", { model: "x", requestModel: "gpt-4" })?.subject.key).toBe("model=x");
    expect(judge("deprecated-model", { provider: "cohere", model: "command", requestModel: null })).not.toBeNull();
  });

  test("a model outside its policy is told once a model and policy, with what the policy says", () => {
    expect(judge("model-policy", { model: "gpt-4", environment: "staging" })).toMatchObject({
      ...{ subject: { key: "model=gpt-4" }, threshold: "policy:p1", episode: "first" },
      summary: 'A call of acme (chat) is outside the policy "Small only": gpt-4 is a denied model.',
    });
  });

  test("an alias is told by the name that was asked for, in production", () => {
    expect(judge("unpinned-alias", { requestModel: "gpt-4o" })).not.toBeNull();
    expect(judge("unpinned-alias", { requestModel: "gpt-4o", environment: "dev" })).toBeNull();
  });

  test("a missing output limit, and one of ten times the usual output, are told of text alone", () => {
    expect(judge("output-limit", { maxOutputTokens: null })).toMatchObject({ subject: { key: "feature=chat" } });
    expect(judge("output-limit", { maxOutputTokens: null, outputTokens: 0 })).toBeNull();
    expect(judge("output-limit", { maxOutputTokens: null, operation: "image_generation" })).toBeNull();
    expect(judge("output-limit", { maxOutputTokens: 1999 })).toBeNull();
    expect(judge("output-limit", { maxOutputTokens: 2000 })?.summary).toContain("10 times");
  });
});

test("a rule narrowed to a scope is silent outside it, by names and patterns", () => {
  const dear = { effectiveCost: "12.5" };
  expect(judge("request-cost", dear, { tenant: ["other"] })).toBeNull();
  expect(judge("request-cost", dear, { tenant: ["ac*"], model: ["GPT-4o*"] })).not.toBeNull();
  expect(judge("request-cost", dear, { key: ["*"] })).toBeNull();
  expect(judge("request-cost", dear, { tenant: ["a.me"] })).toBeNull();
});

test("what came a day late is noted and does not page, nor keeps the present quiet", () => {
  const late = judge("unpriced-model", { pricing: "unpriced", model: "new-1", timeMs: AT - 2 * 86_400_000 });
  expect(late).toMatchObject({ sinceClose: true, episode: "first, noted late" });
});

test("reserved tenants are nobody's news", () => {
  expect(judge("request-cost", { effectiveCost: "12.5", tenant: "__canary" })).toBeNull();
});
