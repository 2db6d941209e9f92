import { type Atto, formatAtto } from "@/lib/platform/decimal";
import type { ModelPattern } from "../model-pattern";
import type { ViolationKind } from "./contract";
import { isPinned } from "./pinned";

/** The rules of one policy, ready to be applied. */
export interface PolicyRules {
  /** Empty: any model. */
  allowed: readonly ModelPattern[];
  denied: readonly ModelPattern[];
  requirePinned: boolean;
  maxTokens: number | null;
  maxCost: Atto | null;
}

/** A call before it is made, or a recorded one; null: not known. */
export interface JudgedCall {
  /** The name that was asked for; of a recorded call without one, the model that answered. */
  model: string | null;
  /** Input and output. */
  tokens: number | null;
  cost: Atto | null;
}

export interface Violation {
  kind: ViolationKind;
  /** What it was that is too much: tokens, or dollars. */
  measured: string | null;
  message: string;
}

/** What a call violates of one policy: the same for a question and for a recorded event. Pure. */
export function violationsOf(rules: PolicyRules, call: JudgedCall): Violation[] {
  const found: Violation[] = [];
  const { model } = call;
  if (model !== null) {
    if (rules.denied.some((pattern) => pattern(model)))
      found.push({ kind: "denied_model", measured: null, message: `${model} is a denied model` });
    else if (rules.allowed.length > 0 && !rules.allowed.some((pattern) => pattern(model)))
      found.push({ kind: "model_not_allowed", measured: null, message: `${model} is not among the allowed models` });
    if (rules.requirePinned && !isPinned(model))
      found.push({
        kind: "model_not_pinned",
        measured: null,
        message: `${model} is an alias that may move to another version; name a dated version`,
      });
  }
  if (rules.maxTokens !== null && call.tokens !== null && call.tokens > rules.maxTokens)
    found.push({
      kind: "too_many_tokens",
      measured: String(call.tokens),
      message: `${call.tokens} tokens are more than the ${rules.maxTokens} a request may have`,
    });
  if (rules.maxCost !== null && call.cost !== null && call.cost > rules.maxCost)
    found.push({
      kind: "too_expensive",
      measured: formatAtto(call.cost),
      message: `$${formatAtto(call.cost)} is more than the $${formatAtto(rules.maxCost)} a request may cost`,
    });
  return found;
}
