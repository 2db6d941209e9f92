import type { Condition, Fact } from "@/lib/anomalies/service";
import type { Pricing } from "@/lib/metering/event";
import { pool } from "@/lib/platform/database";
import { judgeEvent } from "../facts/judge-event";
import type { JudgedEvent } from "../facts/judged-event";
import { judgingContext } from "../facts/judging-context";
import { MEASURED_COLUMNS } from "../facts/measured-columns";
import type { StoredRule } from "../rules/service";
import { Firings, type Judged } from "./firings";
import { type CallRow, findCalls, findCorrelations } from "./queries/find-calls";

const MOST = 50_000;
const NAMES = "e.tenant, e.feature, e.environment, e.provider, e.model, e.key";

/** Of which recorded calls a fact could be: ours to write, nothing of it comes from outside. */
const CANDIDATES: Partial<Record<Fact, { condition: string; firstOf: string | null }>> = {
  insufficient_quota: {
    condition: "e.error_code IS NOT NULL",
    firstOf: `${NAMES}, e.error_code, date_trunc('day', e.time, 'UTC')`,
  },
  unpriced_model: { condition: "e.pricing = 'unpriced'", firstOf: NAMES },
  deprecated_model: { condition: "true", firstOf: `${NAMES}, e.request_model` },
  unpinned_alias: { condition: "true", firstOf: `${NAMES}, e.request_model` },
  output_limit_missing: {
    condition: "e.output_tokens > 0",
    firstOf: `${NAMES}, e.operation, e.attributes ->> 'max_output_tokens'`,
  },
  model_outside_policy: { condition: "true", firstOf: `${NAMES}, e.request_model` },
};

/** What rules about single calls, and about all calls of one correlation, would have said. */
export async function judgeCalls(rule: StoredRule, fromMs: number, toMs: number): Promise<Judged> {
  const { condition } = rule;
  const firings = new Firings();
  if (condition.kind === "amount" && rule.subjects.includes("correlation"))
    await judgeCorrelations(rule, condition, fromMs, toMs, firings);
  const wanted = candidatesOf(condition);
  const skips = condition.kind === "amount" && rule.subjects.every((kind) => kind === "correlation");
  if (!wanted || skips) return { firings: firings.found, fromMs, note: "Judged by the sums of whole correlations." };
  const range = { from: new Date(fromMs), to: new Date(toMs) };
  const calls = await findCalls(pool(), { scope: rule.scope, ...range, ...wanted, most: MOST });
  // Each is judged as if it had come at its own time.
  const context = judgingContext(() => null);
  const told = new Set<string>();
  for (const call of calls) {
    const raised = judgeEvent(rule, eventOf(call), { ...context, nowMs: call.time.getTime() });
    if (!raised) continue;
    const { subject, episode, threshold, actual, high, impactUsd } = raised;
    const name = JSON.stringify([subject.key, episode, threshold]);
    if (told.has(name)) continue;
    told.add(name);
    const atMs = call.time.getTime();
    firings.add({
      subject: subject as never,
      atMs,
      untilMs: atMs,
      actual,
      threshold: high,
      usd: impactUsd === null ? null : Number(impactUsd),
    });
  }
  const full = calls.length === MOST ? ` The oldest ${MOST} candidates were judged.` : "";
  const limits =
    condition.kind === "fact" && condition.fact === "output_limit_missing"
      ? " Limits of ten times the usual output are left out."
      : "";
  return {
    firings: firings.found,
    fromMs,
    note: `Judged by recorded events, with today's prices, policies and deprecations.${limits}${full}`,
  };
}

function candidatesOf(condition: Condition): { condition: string; values: unknown[]; firstOf: string | null } | null {
  if (condition.kind === "fact") {
    const known = CANDIDATES[condition.fact];
    return known ? { ...known, values: [] } : null;
  }
  if (condition.kind !== "amount") return null;
  return { condition: `${MEASURED_COLUMNS[condition.amount]} > $3`, values: [condition.above], firstOf: null };
}

async function judgeCorrelations(
  rule: StoredRule,
  { amount, above }: Extract<Condition, { kind: "amount" }>,
  fromMs: number,
  toMs: number,
  firings: Firings,
): Promise<void> {
  const measure = MEASURED_COLUMNS[amount];
  const range = { from: new Date(fromMs), to: new Date(toMs) };
  for (const row of await findCorrelations(pool(), { scope: rule.scope, ...range, measure, above, most: MOST })) {
    const key = `tenant=${row.tenant}|correlation=${row.correlation_id}`;
    const subject = { kind: "correlation" as const, key, label: `${row.tenant} · ${row.feature} · ${row.correlation_id}` };
    firings.add({
      subject,
      atMs: row.first.getTime(),
      untilMs: row.last.getTime(),
      actual: row.measured,
      threshold: above,
      usd: row.usd,
    });
  }
}

const eventOf = (row: CallRow): JudgedEvent => ({
  tenant: row.tenant,
  source: row.source,
  id: row.id,
  timeMs: row.time.getTime(),
  feature: row.feature,
  environment: row.environment,
  provider: row.provider,
  model: row.model,
  requestModel: row.request_model,
  key: row.key,
  user: row.user_id,
  operation: row.operation,
  status: row.status,
  errorCode: row.error_code,
  attempt: row.attempt,
  latencyMs: row.latency_ms,
  pricing: row.pricing as Pricing,
  effectiveCost: row.effective_cost,
  inputTokens: row.input_tokens,
  outputTokens: row.output_tokens,
  maxOutputTokens: row.max_output_tokens,
  requestId: row.request_id,
  correlationId: row.correlation_id,
});
