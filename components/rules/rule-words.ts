import { dimensionLabel, valueLabel } from "@/components/filters/dimensions";
import { formatMoney } from "@/components/format/money";
import { formatCount, formatLatency, plural } from "@/components/format/number";
import type { RuleAnswer } from "@/lib/watch/rules/contract";

/** What is measured, counted or noticed, in words. */
export const MEASURE_NAMES: Readonly<Record<string, string>> = {
  spend: "spend",
  tokens: "tokens",
  requests: "requests",
  tokens_per_request: "tokens of a request",
  output_per_request: "output tokens of a request",
  cost_per_request: "cost of a request",
  cache_hit_rate: "cache hit rate",
};

export const COUNTER_NAMES: Readonly<Record<string, string>> = {
  requests: "requests",
  errors: "failed calls",
  status_429: "429",
  status_5xx: "5xx",
  status_401_403: "401 and 403",
  retries: "second and later attempts",
  not_429: "failures other than 429",
  content_filter: "answers stopped by the content filter",
  length: "answers cut off by their length",
};

export const AMOUNT_NAMES: Readonly<Record<string, string>> = {
  spend_usd: "spend",
  tokens: "tokens",
  output_tokens: "output tokens",
  attempt: "attempts",
  latency_ms: "latency",
};

export const FACT_NAMES: Readonly<Record<string, string>> = {
  insufficient_quota: "The provider says that the quota is used up",
  unpriced_model: "A model without a price is called",
  deprecated_model: "A deprecated model is called",
  model_outside_policy: "A model outside its policy is called",
  unpinned_alias: "An unpinned model alias is called",
  output_limit_missing: "The output limit is missing, or ten times the usual",
  key_overdue: "The rotation of a key is overdue",
  key_outside_environment: "A key is used outside of its environment",
  key_after_retirement: "A key is used after its retirement",
  key_dormant_active: "A dormant key is used again",
  key_compromised: "A key is marked as compromised",
  key_unknown: "A key that nobody registered is used",
};

type Condition = RuleAnswer["condition"];

const named = (names: Readonly<Record<string, string>>, value: unknown) =>
  names[String(value)] ?? String(value).replaceAll("_", " ");
const percent = (value: unknown) => `${Number((Number(value) * 100).toFixed(2))}%`;

function minutesText(value: unknown): string {
  const minutes = Number(value);
  if (minutes % 1440 === 0) return minutes === 1440 ? "a day" : `${minutes / 1440} days`;
  if (minutes % 60 === 0) return minutes === 60 ? "an hour" : `${minutes / 60} hours`;
  return plural(minutes, "minute");
}

/** A number of a condition's field, as people say it. */
export function fieldValue(condition: Condition, field: string, value: number): string {
  if (field.endsWith("minutes")) return minutesText(value);
  if (field.endsWith("_usd") || (condition.kind === "amount" && condition.amount === "spend_usd"))
    return formatMoney(String(value));
  if (field.endsWith("_ms") || (condition.kind === "amount" && condition.amount === "latency_ms")) return formatLatency(value);
  if (["deviation", "critical_deviation", "below"].includes(field)) return percent(value);
  if ((condition.kind === "share" && field !== "least_requests") || (condition.kind === "collapse" && field === "factor"))
    return percent(value);
  if (field.includes("factor")) return `${value}×`;
  return formatCount(value);
}

/** What a rule watches, in a sentence with its numbers. */
export function conditionWords(condition: Condition): string {
  const value = (field: string) => fieldValue(condition, field, Number(condition[field]));
  switch (condition.kind) {
    case "tenant_hour":
      return `Tokens of the last 60 minutes above ${value("factor")} the median of active hours, at least ${value("least_usd")} of impact`;
    case "own_baseline":
      return `${(condition.measures as string[]).map((each) => named(MEASURE_NAMES, each)).join(", ")}: above ${value("least_factor")} what its season expects, at least ${value("least_usd")}`;
    case "share":
      return `${named(COUNTER_NAMES, condition.part)} above ${value("above")} of the calls of ${value("window_minutes")}${condition.critical_above === null ? "" : `, critical above ${value("critical_above")}`}`;
    case "amount":
      return `${named(AMOUNT_NAMES, condition.amount)} ${condition.window_minutes === null ? "of one call or user action" : `of ${value("window_minutes")}`} above ${value("above")}`;
    case "against_expected":
      return `${named(MEASURE_NAMES, condition.measure)} of ${value("window_minutes")} more than ${value("deviation")} from what is expected`;
    case "burst":
      return `${named(COUNTER_NAMES, condition.counter)}: ${value("least")} within ${value("window_minutes")}`;
    case "headroom":
      return `Less than ${value("below")} of a rate limit is left`;
    case "latency":
      return `p${condition.percentile} above ${value("above_ms")} for ${value("window_minutes")}${condition.interactive_only ? ", streamed calls only" : ""}`;
    case "latency_rise":
      return `Latency up by ${value("by_ms")} for ${value("window_minutes")}`;
    case "collapse":
      return `${named(MEASURE_NAMES, condition.measure)} falls below ${value("factor")} of what is usual`;
    case "fact":
      return `${named(FACT_NAMES, condition.fact)}${Array.isArray(condition.environments) ? `, in ${condition.environments.join(", ")}` : ""}`;
    case "silence":
      return "An expected run of its schedule is missing";
    case "budget":
      return "The thresholds of each budget";
    default:
      return String(condition.kind);
  }
}

const SUBJECTS: Record<string, string> = {
  installation: "everything",
  tenant_feature: "tenant and feature",
  tenant_key: "tenant and key",
  tenant_user: "tenant and user",
  tenant_model: "tenant and model",
  correlation: "user action",
  request: "request",
};

export const subjectName = (kind: string) => SUBJECTS[kind] ?? kind;

/** "everything, each tenant, feature": whom a rule judges alone. */
export function subjectWords(subjects: readonly string[]): string {
  const each = subjects.filter((kind) => kind !== "installation").map(subjectName);
  return [
    ...(subjects.includes("installation") ? ["everything"] : []),
    ...(each.length > 0 ? [`each ${each.join(", ")}`] : []),
  ].join(", ");
}

export function scopeWords(scope: RuleAnswer["scope"]): string {
  return Object.entries(scope)
    .map(([name, values]) => `${dimensionLabel(name)} ${(values ?? []).map((value) => valueLabel(name, value)).join(" or ")}`)
    .join(", ");
}
