import type { Condition, Rule, Severity, SubjectKind } from "./rule";

const OWN: readonly SubjectKind[] = ["tenant", "feature", "key", "user", "model"];
const PAIRS: readonly SubjectKind[] = [...OWN, "tenant_feature", "tenant_key", "tenant_user", "tenant_model"];
const TRAFFIC: readonly SubjectKind[] = ["tenant", "feature", "key", "tenant_feature"];
const ROUTES: readonly SubjectKind[] = ["tenant", "feature", "model"];

interface Row {
  title: string;
  reported: string;
  reason: string;
  severity?: Severity;
  subjects?: readonly SubjectKind[];
}

function on(id: string, row: Row, condition: Condition): Rule {
  return { id, on: true, severity: "warning", subjects: TRAFFIC, ...row, condition };
}

/** Fixed numbers fire all day at a large company and never at a small one: offered, not switched on. */
function suggested(id: string, row: Row, condition: Condition): Rule {
  return { ...on(id, row, condition), on: false };
}

const fact = (name: Extract<Condition, { kind: "fact" }>["fact"], environments: readonly string[] | null = null): Condition => ({
  kind: "fact",
  fact: name,
  environments,
});
const amount = (
  name: Extract<Condition, { kind: "amount" }>["amount"],
  above: number,
  windowMinutes: number | null = null,
): Condition => ({ kind: "amount", amount: name, above, windowMinutes });
const share = (
  part: Extract<Condition, { kind: "share" }>["part"],
  windowMinutes: number,
  above: number,
  criticalAbove: number | null = null,
): Condition => ({ kind: "share", part, windowMinutes, above, criticalAbove, leastRequests: 20, leastUsd: 0.01 });

const DAY_MINUTES = 1440;
const PRODUCTION = ["production"];

const spend: Rule[] = [
  on(
    "tenant-hour",
    {
      title: "An hour of ten times the usual tokens",
      reported: "> 10x the median of active hours, and at least $1",
      reason: "A runaway shows in an hour; the provider's dashboard shows it two to three hours later.",
      severity: "critical",
      subjects: PAIRS,
    },
    { kind: "tenant_hour", factor: 10, leastUsd: 1, leastActiveHours: 24, ceilingTokens: 1_000_000 },
  ),
  on(
    "own-baseline",
    {
      title: "Away from its own season",
      reported: "warning, alert, page by score and impact",
      reason: "A subject compared with itself needs no number from anybody.",
      subjects: PAIRS,
    },
    {
      kind: "own_baseline",
      measures: ["spend", "tokens", "requests", "tokens_per_request", "output_per_request", "cost_per_request"],
      leastFactor: 2,
      leastUsd: 1,
      criticalUsd: 50,
    },
  ),
  suggested(
    "token-burn",
    {
      title: "Hourly token burn against expected",
      reported: "> 25%",
      reason: "A fine band for those who watch one workload closely.",
      subjects: ["tenant", "feature"],
    },
    { kind: "against_expected", measure: "tokens", windowMinutes: 60, deviation: 0.25, criticalDeviation: null },
  ),
  suggested(
    "service-level",
    {
      title: "A watched service level deviates",
      reported: "warn at 10%, page at 30%",
      reason: "Agreed levels are watched more closely than the rest.",
      subjects: ["tenant", "feature"],
    },
    { kind: "against_expected", measure: "requests", windowMinutes: 60, deviation: 0.1, criticalDeviation: 0.3 },
  ),
  suggested(
    "hourly-spend",
    {
      title: "Spend of an hour",
      reported: "> $50 (another team: $20)",
      reason: "Hourly thresholds are what saves a weekend.",
      subjects: ["installation", "tenant"],
    },
    amount("spend_usd", 50, 60),
  ),
  suggested(
    "daily-spend",
    {
      title: "Spend of a day",
      reported: "> $500 (smallest: $100)",
      reason: "A ceiling on a day that nobody planned.",
      subjects: ["installation", "tenant"],
    },
    amount("spend_usd", 500, DAY_MINUTES),
  ),
  suggested(
    "user-daily-spend",
    {
      title: "One user's spend of a day",
      reported: "> $100",
      reason: "One stuck session or one developer can cost what a team does.",
      subjects: ["user", "tenant_user"],
    },
    amount("spend_usd", 100, DAY_MINUTES),
  ),
  on(
    "request-cost",
    { title: "One request's cost", reported: "> $10", reason: "No ordinary request costs so much.", subjects: ["request"] },
    amount("spend_usd", 10),
  ),
  suggested(
    "request-tokens",
    {
      title: "Tokens of one request",
      reported: "> 100,000 (another team: 1,000 output)",
      reason: "A whole history sent along with each question.",
      subjects: ["request"],
    },
    amount("tokens", 100_000),
  ),
  suggested(
    "correlation-cost",
    {
      title: "Cost of one user action",
      reported: "> $5 over all steps",
      reason: "One conversation cost $47.83.",
      subjects: ["correlation"],
    },
    amount("spend_usd", 5),
  ),
  on(
    "budget",
    {
      title: "Budget thresholds",
      reported: "50, 80, 100% of actual; 100% of forecast; burn rate",
      reason: "What was agreed, and how fast it goes.",
      subjects: ["installation", "tenant", "feature", "key", "user", "model"],
    },
    { kind: "budget" },
  ),
  on(
    "silence",
    {
      title: "An expected run is missing",
      reported: "by its own season",
      reason: "A cron on a deprecated model was broken for three days before anybody saw.",
      subjects: ["tenant", "feature", "key", "tenant_feature"],
    },
    { kind: "silence" },
  ),
];

const calls: Rule[] = [
  on(
    "attempts",
    { title: "A call's attempts", reported: "> 3", reason: "Clients that know when to stop try three times." },
    amount("attempt", 3),
  ),
  on(
    "retry-share",
    { title: "Share of calls that are retries", reported: "> 20%", reason: "200 users became 1,200 requests in flight." },
    share("retries", 10, 0.2),
  ),
  on(
    "error-rate",
    { title: "Error rate", reported: "> 5% (page: > 20%)", reason: "Failures that users see, or pay for twice." },
    share("errors", 10, 0.05, 0.2),
  ),
  suggested(
    "success-rate",
    { title: "Success rate", reported: "< 99.5%", reason: "For services that promise one." },
    share("errors", 60, 0.005),
  ),
  suggested(
    "other-errors",
    { title: "Errors that are not 429", reported: "any new kind, > 1%", reason: "New kinds of failure follow a deployment." },
    share("not_429", 10, 0.01),
  ),
  on(
    "status-5xx",
    { title: "Share of 5xx over five minutes", reported: "> 2%", reason: "The provider fails; retries will follow." },
    share("status_5xx", 5, 0.02),
  ),
  on(
    "status-429",
    {
      title: "Share of 429 over three minutes",
      reported: "> 1%",
      reason: "Every third request was refused in the night that cost $12,000.",
    },
    share("status_429", 3, 0.01),
  ),
  on(
    "insufficient-quota",
    {
      title: "The provider's quota is used up",
      reported: "first event",
      reason: "Billing, not rate limiting: nothing works until somebody pays.",
      severity: "critical",
      subjects: ["key", "tenant", "provider"],
    },
    fact("insufficient_quota"),
  ),
  on(
    "auth-burst",
    {
      title: "A key is refused",
      reported: "five 401 or 403 in a minute",
      reason: "A leaked key burns until the provider revokes it; then everything fails.",
      severity: "critical",
      subjects: ["key", "tenant_key", "tenant"],
    },
    { kind: "burst", counter: "status_401_403", windowMinutes: 1, least: 5 },
  ),
  on(
    "headroom",
    {
      title: "Rate-limit headroom",
      reported: "< 20% of tokens or requests left",
      reason: "The last warning before 429.",
      subjects: ["key", "tenant"],
    },
    { kind: "headroom", below: 0.2 },
  ),
  suggested(
    "latency-interactive",
    { title: "Latency p95 of interactive routes", reported: "> 600 ms for 5 minutes", reason: "People wait.", subjects: ROUTES },
    { kind: "latency", percentile: 95, windowMinutes: 5, aboveMs: 600, interactiveOnly: true },
  ),
  suggested(
    "latency-p95",
    { title: "Latency p95 anywhere", reported: "> 5 s", reason: "Clients time out and try again.", subjects: ROUTES },
    { kind: "latency", percentile: 95, windowMinutes: 5, aboveMs: 5000, interactiveOnly: false },
  ),
  suggested(
    "latency-p99",
    { title: "Latency p99", reported: "> 10 s", reason: "The slow hundredth is where retries begin.", subjects: ROUTES },
    { kind: "latency", percentile: 99, windowMinutes: 5, aboveMs: 10_000, interactiveOnly: false },
  ),
  suggested(
    "latency-request",
    { title: "Latency of one request", reported: "> 30 s", reason: "Nobody waits so long.", subjects: ["request"] },
    amount("latency_ms", 30_000),
  ),
  suggested(
    "provider-latency",
    {
      title: "The provider's latency rises",
      reported: "by 300 ms for 2 minutes",
      reason: "The first sign of an incident there.",
      subjects: ["provider", "model"],
    },
    { kind: "latency_rise", windowMinutes: 2, byMs: 300 },
  ),
  on(
    "cache-collapse",
    {
      title: "Cache hit rate collapses",
      reported: "down by half against its baseline",
      reason: "A cache that was restarted, or a prompt whose beginning changed.",
    },
    { kind: "collapse", measure: "cache_hit_rate", factor: 0.5, leastRequests: 50 },
  ),
  suggested(
    "content-filter",
    { title: "Answers stopped by the content filter", reported: "> 5%", reason: "Paid for, and of no use." },
    share("content_filter", 60, 0.05),
  ),
  suggested(
    "length-stop",
    { title: "Answers cut at their limit", reported: "> 5%", reason: "Cut answers are asked for again." },
    share("length", 60, 0.05),
  ),
];

const facts: Rule[] = [
  on(
    "unpriced-model",
    {
      title: "A model without a price",
      reported: "first event",
      reason: "Its spend is unknown until it has one.",
      subjects: ["model"],
    },
    fact("unpriced_model"),
  ),
  on(
    "deprecated-model",
    {
      title: "A deprecated model in production",
      reported: "first event",
      reason: "It will stop one day, silently.",
      subjects: ["model", "tenant_model"],
    },
    fact("deprecated_model", PRODUCTION),
  ),
  on(
    "model-policy",
    {
      title: "A model outside its policy",
      reported: "first event",
      reason: "A fallback called gpt-4 instead of gpt-4o-mini.",
      subjects: ["model", "tenant_model"],
    },
    fact("model_outside_policy"),
  ),
  suggested(
    "unpinned-alias",
    {
      title: "An unpinned model alias in production",
      reported: "first event",
      reason: "Its price and answers change under the same name.",
      subjects: ["model"],
    },
    fact("unpinned_alias", PRODUCTION),
  ),
  suggested(
    "output-limit",
    {
      title: "Output limit missing, or ten times the usual output",
      reported: "first event",
      reason: "$0.04 a request instead of $0.004.",
      subjects: ["feature", "tenant_feature"],
    },
    fact("output_limit_missing"),
  ),
  on(
    "key-overdue",
    {
      title: "A key's rotation is overdue",
      reported: "first event",
      reason: "Old keys leak.",
      severity: "info",
      subjects: ["key"],
    },
    fact("key_overdue"),
  ),
  on(
    "key-outside-environment",
    {
      title: "A key used outside its environment",
      reported: "first event",
      reason: "Our own systems misuse it, or somebody else does.",
      severity: "critical",
      subjects: ["key"],
    },
    fact("key_outside_environment"),
  ),
  on(
    "key-after-retirement",
    {
      title: "A key used after its retirement",
      reported: "first event; after rotation 20 minutes",
      reason: "Something was not given the new one.",
      subjects: ["key"],
    },
    fact("key_after_retirement"),
  ),
  on(
    "key-dormant",
    {
      title: "A dormant key wakes",
      reported: "first event",
      reason: "Nobody remembers it; somebody found it.",
      subjects: ["key"],
    },
    fact("key_dormant_active"),
  ),
  on(
    "key-unknown",
    {
      title: "An unknown key in production",
      reported: "first event, once keys are registered",
      reason: "Spend on a key that nobody owns.",
      subjects: ["key"],
    },
    fact("key_unknown", PRODUCTION),
  ),
  on(
    "key-compromised",
    {
      title: "A key is marked as compromised",
      reported: "at once",
      reason: "A key found in a public commit is drained within minutes.",
      severity: "critical",
      subjects: ["key"],
    },
    fact("key_compromised"),
  ),
];

/** The rules that exist after the first start; every one may be edited, narrowed or switched off. */
export const READY_MADE_RULES: readonly Rule[] = [...spend, ...calls, ...facts];
