import type { Raised } from "@/lib/alerts/service";
import type { Fact } from "@/lib/anomalies/service";
import { isPinned } from "@/lib/budgets/policies/service";
import { nameInWords } from "@/lib/directory/names/service";
import type { JudgedEvent, JudgingContext } from "./judged-event";
import { amount } from "./say";

interface Told {
  summary: string;
  facts: Raised["facts"];
  /** Tells facts of one subject apart: which policy. */
  threshold?: string;
}

/** Times the usual output from which a limit bounds nothing. */
const LOOSE_LIMIT = 10;
const WRITES_TEXT = /^(chat|text_completion|completion|responses?|generate|messages)/i;

/** What one event says of one kind of fact; null: nothing. Pure. */
export function factOf(fact: Fact, event: JudgedEvent, context: JudgingContext): Told | null {
  switch (fact) {
    case "insufficient_quota":
      return quotaUsedUp(event);
    case "unpriced_model":
      return unpriced(event);
    case "deprecated_model":
      return deprecated(event, context);
    case "unpinned_alias":
      return unpinned(event);
    case "model_outside_policy":
      return outsidePolicy(event, context);
    case "output_limit_missing":
      return unlimited(event, context);
    default:
      return null;
  }
}

function quotaUsedUp({ errorCode, provider, tenant, feature }: JudgedEvent): Told | null {
  if (
    errorCode === null ||
    !/insufficient_?quota|billing_hard_limit|quota_exceeded_billing|credit_balance_too_low/i.test(errorCode)
  )
    return null;
  const summary = `${provider} refuses calls of ${tenant} (${feature}): the account's quota is used up, and waiting does not help.`;
  return { summary, facts: [{ label: "Error", value: errorCode }] };
}

function unpriced({ pricing, provider, model, tenant }: JudgedEvent): Told | null {
  if (pricing !== "unpriced") return null;
  return { summary: `${provider} ${model} has no price: what ${tenant} spends on it is not known.`, facts: [] };
}

function deprecated(
  { provider, model, requestModel, timeMs, tenant, environment }: JudgedEvent,
  context: JudgingContext,
): Told | null {
  for (const name of [model, requestModel]) {
    const known = name === null ? null : context.deprecation(provider, name);
    if (!known || (known.announced !== null && timeMs < Date.parse(known.announced))) continue;
    const stops =
      known.stops === null ? "" : ` It ${timeMs < Date.parse(known.stops) ? "stops" : "was to stop"} on ${known.stops}.`;
    return {
      summary: `${tenant} uses ${name} in ${environment}, which its maker has deprecated.${stops}`,
      facts: [
        ...(known.stops === null ? [] : [{ label: "Stops", value: known.stops }]),
        ...(known.instead === null ? [] : [{ label: "Recommended instead", value: known.instead }]),
        { label: "Source", value: known.source },
      ],
    };
  }
  return null;
}

function unpinned({ requestModel, model, environment, tenant }: JudgedEvent): Told | null {
  const asked = requestModel ?? model;
  if (isPinned(asked)) return null;
  return {
    summary: `${tenant} asks for ${asked} in ${environment}: an alias whose price and answers may change under the same name.`,
    facts: [],
  };
}

function outsidePolicy(event: JudgedEvent, context: JudgingContext): Told | null {
  const found = context.violation(event);
  if (!found) return null;
  return {
    summary: `A call of ${nameInWords("tenant", event.tenant)} (${nameInWords("feature", event.feature)}) is outside the policy "${found.policy}": ${found.message}.`,
    facts: [{ label: "Policy", value: found.policy }],
    threshold: `policy:${found.policyId}`,
  };
}

function unlimited(event: JudgedEvent, context: JudgingContext): Told | null {
  const { tenant, feature, maxOutputTokens, outputTokens, operation } = event;
  if (outputTokens === 0 || (operation !== null && !WRITES_TEXT.test(operation))) return null;
  if (maxOutputTokens === null) return { summary: `Calls of ${tenant} (${feature}) set no limit to their output.`, facts: [] };
  const usual = context.usualOutput(event);
  if (usual === null || usual < 1 || maxOutputTokens < LOOSE_LIMIT * usual) return null;
  return {
    summary: `Calls of ${tenant} (${feature}) may write ${amount(maxOutputTokens)} tokens, ${amount(Math.floor(maxOutputTokens / usual))} times the ${amount(usual)} they usually do.`,
    facts: [{ label: "Limit", value: amount(maxOutputTokens) }],
  };
}
