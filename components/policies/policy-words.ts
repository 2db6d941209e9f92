import { amountWords } from "@/components/budgets/words";
import { valueLabel } from "@/components/filters/dimensions";
import { formatMoney } from "@/components/format/money";
import { formatCount } from "@/components/format/number";
import type { PolicyAnswer, ViolationAnswer } from "@/lib/budgets/policies/contract";

/** "tenant acme, production": whom a policy binds. */
export function boundWords({ tenant, feature, environment }: Pick<PolicyAnswer, "tenant" | "feature" | "environment">): string {
  const parts = [
    tenant === null ? "" : `tenant ${valueLabel("tenant", tenant)}`,
    feature === null ? "" : `feature ${valueLabel("feature", feature)}`,
    environment === null ? "" : `environment ${valueLabel("environment", environment)}`,
  ].filter(Boolean);
  return parts.join(", ") || "everybody";
}

/** Its rules, one sentence each. */
export function ruleWords(policy: PolicyAnswer): string[] {
  return [
    policy.allowed_models.length > 0 ? `only ${policy.allowed_models.join(", ")}` : "",
    policy.denied_models.length > 0 ? `never ${policy.denied_models.join(", ")}` : "",
    policy.require_pinned ? "pinned versions only" : "",
    policy.max_tokens_per_request === null ? "" : `at most ${formatCount(policy.max_tokens_per_request)} tokens a request`,
    policy.max_cost_usd_per_request === null ? "" : `at most ${formatMoney(policy.max_cost_usd_per_request)} a request`,
  ].filter(Boolean);
}

export const VIOLATIONS: Record<ViolationAnswer["kind"], string> = {
  denied_model: "denied model",
  model_not_allowed: "model not allowed",
  model_not_pinned: "version not pinned",
  too_many_tokens: "too many tokens",
  too_expensive: "too expensive",
};

export function largestWords({ kind, largest }: Pick<ViolationAnswer, "kind" | "largest">): string {
  if (largest === null) return "–";
  if (kind === "too_expensive") return formatMoney(largest);
  return kind === "too_many_tokens" ? amountWords("tokens", largest) : largest;
}
