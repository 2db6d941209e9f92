/** Rules are data: what to watch, why, and how much is too much. Thresholds are judged in floats; money spent stays exact elsewhere. */
export type Severity = "info" | "warning" | "critical";

export type SubjectKind =
  | "installation"
  | "provider"
  | "tenant"
  | "feature"
  | "key"
  | "user"
  | "model"
  | "tenant_feature"
  | "tenant_key"
  | "tenant_user"
  | "tenant_model"
  | "correlation"
  | "request";

export type BaselineMeasure = "spend" | "tokens" | "requests" | "tokens_per_request" | "output_per_request" | "cost_per_request";

/** What a window of minutes counts of one subject. */
export type Counter =
  | "requests"
  | "errors"
  | "status_429"
  | "status_5xx"
  | "status_401_403"
  | "retries"
  | "not_429"
  | "content_filter"
  | "length";

export type Amount = "spend_usd" | "tokens" | "output_tokens" | "attempt" | "latency_ms";

/** First events of their kind for a subject; each is one fact, whatever follows. */
export type Fact =
  | "insufficient_quota"
  | "unpriced_model"
  | "deprecated_model"
  | "model_outside_policy"
  | "unpinned_alias"
  | "output_limit_missing"
  | "key_overdue"
  | "key_outside_environment"
  | "key_after_retirement"
  | "key_dormant_active"
  | "key_unknown"
  | "key_compromised";

export interface TenantHour {
  kind: "tenant_hour";
  /** Times the median of the subject's active hours. */
  factor: number;
  leastUsd: number;
  /** Below so many active hours the cold-start rule holds. */
  leastActiveHours: number;
  /** Cold start: more tokens an hour than this, and than `factor` times what similar subjects use. */
  ceilingTokens: number;
}

export interface OwnBaseline {
  kind: "own_baseline";
  measures: readonly BaselineMeasure[];
  /** Least times the expected, so that what is certain but small stays quiet. */
  leastFactor: number;
  leastUsd: number;
  /** Dollars of impact from which the alert is critical. */
  criticalUsd: number;
}

export interface Share {
  kind: "share";
  part: Counter;
  windowMinutes: number;
  above: number;
  /** From this share on critical. */
  criticalAbove: number | null;
  leastRequests: number;
  /** The subject's spend in the last hour. */
  leastUsd: number;
}

export type Condition =
  | TenantHour
  | OwnBaseline
  | Share
  | { kind: "amount"; amount: Amount; windowMinutes: number | null; above: number }
  | {
      kind: "against_expected";
      measure: BaselineMeasure;
      windowMinutes: number;
      deviation: number;
      criticalDeviation: number | null;
    }
  | { kind: "burst"; counter: Counter; windowMinutes: number; least: number }
  | { kind: "headroom"; below: number }
  | { kind: "latency"; percentile: 50 | 95 | 99; windowMinutes: number; aboveMs: number; interactiveOnly: boolean }
  | { kind: "latency_rise"; windowMinutes: number; byMs: number }
  | { kind: "collapse"; measure: "cache_hit_rate"; factor: number; leastRequests: number }
  | { kind: "fact"; fact: Fact; environments: readonly string[] | null }
  | { kind: "silence" }
  | { kind: "budget" };

export interface Rule {
  id: string;
  title: string;
  /** Why it is there, in one line. */
  reason: string;
  /** False: shipped as a suggestion, with a value calibrated from the installation's own history beside the reported one. */
  on: boolean;
  severity: Severity;
  /** What teams reported, as they put it. */
  reported: string;
  subjects: readonly SubjectKind[];
  condition: Condition;
}
