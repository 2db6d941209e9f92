import type { Rule } from "../rule";
import { amount, DAY_MINUTES, on, PAIRS, suggested } from "./row";

/** What is spent, by its past or by fixed numbers; budgets; silence. */
export const SPEND_RULES: readonly Rule[] = [
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
