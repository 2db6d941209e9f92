import { beforeAll, expect, test } from "vitest";
import { READY_MADE_RULES, type Rule } from "@/lib/anomalies/service";
import { setClock } from "@/lib/platform/clock";
import { inTransaction, pool } from "@/lib/platform/database";
import { useDatabase } from "@/tests/database";
import { seedRules } from "./queries/seed-rules";
import { ruleById, rules, startRules } from "./service";

useDatabase();
beforeAll(() => setClock("2026-11-20T10:00:00Z"));

const ON = true;
const SUGGESTED = false;

/** What teams reported, line by line: the rule, whether it is on after the first start, and its numbers. */
const REPORTED: [line: string, id: string, on: boolean, condition: Record<string, unknown>][] = [
  [
    "an hour against ten times the median",
    "tenant-hour",
    ON,
    { kind: "tenant_hour", factor: 10, leastUsd: 1, leastActiveHours: 24 },
  ],
  ["own baseline", "own-baseline", ON, { kind: "own_baseline", leastUsd: 1 }],
  ["hourly token burn > 25%", "token-burn", SUGGESTED, { measure: "tokens", windowMinutes: 60, deviation: 0.25 }],
  ["service level 10% and 30%", "service-level", SUGGESTED, { deviation: 0.1, criticalDeviation: 0.3 }],
  ["hourly spend > $50", "hourly-spend", SUGGESTED, { amount: "spend_usd", windowMinutes: 60, above: 50 }],
  ["daily spend > $500", "daily-spend", SUGGESTED, { amount: "spend_usd", windowMinutes: 1440, above: 500 }],
  ["a user's day > $100", "user-daily-spend", SUGGESTED, { amount: "spend_usd", windowMinutes: 1440, above: 100 }],
  ["one request > $10", "request-cost", ON, { amount: "spend_usd", windowMinutes: null, above: 10 }],
  ["one request > 100,000 tokens", "request-tokens", SUGGESTED, { amount: "tokens", windowMinutes: null, above: 100_000 }],
  ["one correlation > $5", "correlation-cost", SUGGESTED, { amount: "spend_usd", above: 5 }],
  ["highest attempt > 3", "attempts", ON, { amount: "attempt", above: 3 }],
  ["share of retries > 20%", "retry-share", ON, { part: "retries", above: 0.2 }],
  ["budgets", "budget", ON, { kind: "budget" }],
  ["error rate > 5%, page > 20%", "error-rate", ON, { part: "errors", above: 0.05, criticalAbove: 0.2 }],
  ["success rate < 99.5%", "success-rate", SUGGESTED, { part: "errors", above: 0.005 }],
  ["errors that are not 429 > 1%", "other-errors", SUGGESTED, { part: "not_429", above: 0.01 }],
  ["5xx over 5 minutes > 2%", "status-5xx", ON, { part: "status_5xx", windowMinutes: 5, above: 0.02 }],
  ["429 over 3 minutes > 1%", "status-429", ON, { part: "status_429", windowMinutes: 3, above: 0.01 }],
  ["insufficient_quota", "insufficient-quota", ON, { fact: "insufficient_quota", environments: null }],
  ["401/403 burst, 5 in a minute", "auth-burst", ON, { counter: "status_401_403", windowMinutes: 1, least: 5 }],
  ["headroom < 20%", "headroom", ON, { kind: "headroom", below: 0.2 }],
  [
    "p95 > 600 ms for 5 minutes, interactive",
    "latency-interactive",
    SUGGESTED,
    { percentile: 95, windowMinutes: 5, aboveMs: 600, interactiveOnly: true },
  ],
  ["p95 > 5 s anywhere", "latency-p95", SUGGESTED, { percentile: 95, aboveMs: 5000, interactiveOnly: false }],
  ["p99 > 10 s", "latency-p99", SUGGESTED, { percentile: 99, aboveMs: 10_000 }],
  ["one request > 30 s", "latency-request", SUGGESTED, { amount: "latency_ms", above: 30_000 }],
  [
    "provider latency + 300 ms for 2 minutes",
    "provider-latency",
    SUGGESTED,
    { kind: "latency_rise", windowMinutes: 2, byMs: 300 },
  ],
  ["cache hit rate down by half", "cache-collapse", ON, { kind: "collapse", measure: "cache_hit_rate", factor: 0.5 }],
  ["unpriced model", "unpriced-model", ON, { fact: "unpriced_model" }],
  ["deprecated model in production", "deprecated-model", ON, { fact: "deprecated_model", environments: ["production"] }],
  ["model outside its policy", "model-policy", ON, { fact: "model_outside_policy" }],
  ["unpinned alias in production", "unpinned-alias", SUGGESTED, { fact: "unpinned_alias", environments: ["production"] }],
  ["max_output_tokens missing or 10x", "output-limit", SUGGESTED, { fact: "output_limit_missing" }],
  ["content_filter share > 5%", "content-filter", SUGGESTED, { part: "content_filter", above: 0.05 }],
  ["length share > 5%", "length-stop", SUGGESTED, { part: "length", above: 0.05 }],
  ["key overdue", "key-overdue", ON, { fact: "key_overdue" }],
  ["key outside its environment", "key-outside-environment", ON, { fact: "key_outside_environment" }],
  ["key after retirement", "key-after-retirement", ON, { fact: "key_after_retirement" }],
  ["key dormant then active", "key-dormant", ON, { fact: "key_dormant_active" }],
  ["unknown fingerprint in production", "key-unknown", ON, { fact: "key_unknown", environments: ["production"] }],
  ["key marked as compromised: beside the table", "key-compromised", ON, { fact: "key_compromised" }],
  ["series silent", "silence", ON, { kind: "silence" }],
];

test("every line of what teams reported is a rule after the first start, on or suggested as it says, with its number and a reason", async () => {
  await startRules();
  for (const [line, id, on, condition] of REPORTED) {
    const rule = ruleById(id);
    expect.soft(rule, line).toMatchObject({ on, condition, origin: "ready_made", edited: [], scope: {} });
    expect.soft(rule?.reason.length, line).toBeGreaterThan(5);
    expect.soft(rule?.reported.length, line).toBeGreaterThan(2);
  }
  expect(
    rules()
      .map(({ id }) => id)
      .sort(),
  ).toEqual(REPORTED.map(([, id]) => id).sort());
});

test("a later start changes nothing, keeps what people changed, follows what later versions ship, and adds their new rules", async () => {
  const seed = (shipped: readonly Rule[]) => inTransaction((client) => seedRules(client, shipped, new Date()));
  expect(await seed(READY_MADE_RULES)).toBe(0);
  await pool().query(
    `UPDATE alert_rule SET enabled = false, condition = condition || '{"above": 25}', edited = '{on,condition}' WHERE id = 'request-cost'`,
  );
  const [first, ...rest] = READY_MADE_RULES.map(
    (rule): Rule =>
      rule.id === "request-cost"
        ? { ...rule, title: "Dear", condition: { kind: "amount", amount: "spend_usd", windowMinutes: null, above: 5 } }
        : rule,
  );
  const added: Rule = { ...(first as Rule), id: "of-a-later-version" };
  expect(await seed([first as Rule, ...rest, added])).toBe(2);
  await startRules();
  expect(ruleById("of-a-later-version")).toMatchObject({ on: true, origin: "ready_made" });
  expect(ruleById("request-cost")).toMatchObject({ on: false, condition: { above: 25 }, edited: ["on", "condition"] });
});

test("two instances starting at once make each rule once", async () => {
  await pool().query("DELETE FROM alert_rule");
  await Promise.all([startRules(), startRules()]);
  expect(rules()).toHaveLength(READY_MADE_RULES.length);
});
