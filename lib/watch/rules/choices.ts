import type { Amount, BaselineMeasure, Condition, Counter, Fact, SubjectKind } from "@/lib/anomalies/service";

/** What may be chosen in a rule. Without schemas, so that a form may have it in the browser. */

export const SUBJECT_KINDS = [
  "installation",
  "provider",
  "tenant",
  "feature",
  "key",
  "user",
  "model",
  "tenant_feature",
  "tenant_key",
  "tenant_user",
  "tenant_model",
  "correlation",
  "request",
] as const satisfies readonly SubjectKind[];

export const SEVERITIES = ["info", "warning", "critical"] as const;

export const MEASURES = [
  "spend",
  "tokens",
  "requests",
  "tokens_per_request",
  "output_per_request",
  "cost_per_request",
] as const satisfies readonly BaselineMeasure[];

export const COUNTERS = [
  "requests",
  "errors",
  "status_429",
  "status_5xx",
  "status_401_403",
  "retries",
  "not_429",
  "content_filter",
  "length",
] as const satisfies readonly Counter[];

export const AMOUNTS = ["spend_usd", "tokens", "output_tokens", "attempt", "latency_ms"] as const satisfies readonly Amount[];

export const PERCENTILES = [50, 95, 99] as const;

export const FACTS = [
  "insufficient_quota",
  "unpriced_model",
  "deprecated_model",
  "model_outside_policy",
  "unpinned_alias",
  "output_limit_missing",
  "key_overdue",
  "key_outside_environment",
  "key_after_retirement",
  "key_dormant_active",
  "key_unknown",
  "key_compromised",
] as const satisfies readonly Fact[];

export const CONDITION_KINDS = [
  "share",
  "amount",
  "own_baseline",
  "tenant_hour",
  "against_expected",
  "burst",
  "headroom",
  "latency",
  "latency_rise",
  "collapse",
  "silence",
  "fact",
  "budget",
] as const satisfies readonly Condition["kind"][];

/** The field of each kind that a person means by "the threshold"; none where nothing is compared with a number. */
export const THRESHOLD_FIELD: Readonly<Partial<Record<Condition["kind"], string>>> = {
  tenant_hour: "factor",
  own_baseline: "least_factor",
  share: "above",
  amount: "above",
  against_expected: "deviation",
  burst: "least",
  headroom: "below",
  latency: "above_ms",
  latency_rise: "by_ms",
  collapse: "factor",
};
