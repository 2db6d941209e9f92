import { policiesFor, violationsOf } from "@/lib/budgets/policies/service";
import { nowMs } from "@/lib/platform/clock";
import { parseAtto } from "@/lib/platform/decimal";
import { deprecation } from "./deprecations";
import type { JudgedEvent, JudgingContext } from "./judged-event";

/** What this process knows at the moment: the price book's marks, the policies in force, and what the caller knows of usual outputs. */
export function judgingContext(usualOutput: JudgingContext["usualOutput"]): JudgingContext {
  return { nowMs: nowMs(), deprecation, usualOutput, violation };
}

function violation(event: JudgedEvent): ReturnType<JudgingContext["violation"]> {
  const { tenant, feature, environment } = event;
  const call = {
    model: event.requestModel ?? event.model,
    tokens: event.inputTokens + event.outputTokens,
    cost: event.effectiveCost === null ? null : parseAtto(event.effectiveCost),
  };
  for (const policy of policiesFor({ tenant, feature, environment })) {
    const [first] = violationsOf(policy.rules, call);
    if (first) return { policyId: policy.id, policy: policy.name, message: first.message };
  }
  return null;
}
