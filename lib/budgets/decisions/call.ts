import { keyAtRest } from "@/lib/metering/service";
import { nowMs } from "@/lib/platform/clock";
import type { Atto } from "@/lib/platform/decimal";
import { priceBook } from "@/lib/pricing/service";
import type { CallDimensions } from "../scope-index";
import type { Question } from "./contract";

/** A question in the terms in which the event of the call will be recorded. */
export interface Call {
  dimensions: CallDimensions;
  tenant: string;
  model: string | null;
  tokens: number | null;
  /** As estimated by the caller, else what the tokens cost at the model's dearest; null: not known. */
  cost: Atto | null;
}

const DEFAULT_FEATURE = "unallocated";
const DEFAULT_ENVIRONMENT = "default";

/** What so many tokens cost at the most: all of them input or all of them output. Null: the model has no price. */
function dearest(tenant: string, provider: string, model: string, tokens: number): Atto | null {
  const book = priceBook();
  const atMs = nowMs();
  let most: Atto | null = null;
  for (const usage of [{ input_uncached: tokens }, { output_visible: tokens }]) {
    const rating = book.rate({ tenant, provider, model, serviceTier: null, atMs, usage });
    if (rating.kind === "priced" && (most === null || rating.effectiveCost > most)) most = rating.effectiveCost;
  }
  return most;
}

/** Fills in what an event without these fields is recorded with, so that both count to the same. */
export function callOf(question: Question, defaultEnvironment: string | null): Call {
  const { tenant, key, tags } = question;
  const model = question.model ?? null;
  const book = priceBook();
  const provider = question.provider
    ? book.canonicalProvider(question.provider)
    : ((model === null ? null : book.inferProvider(model)) ?? undefined);
  const dimensions: Record<string, string | undefined> = {
    tenant,
    feature: question.feature ?? DEFAULT_FEATURE,
    environment: question.environment ?? defaultEnvironment ?? DEFAULT_ENVIRONMENT,
    provider,
    model: model ?? undefined,
    key: !key ? undefined : typeof key === "string" ? key : keyAtRest(key.fingerprint.toLowerCase()),
    user: question.user ?? undefined,
  };
  if (tags) for (const name in tags) dimensions[`tag:${name}`] = tags[name];
  const tokens = question.estimated_tokens ?? null;
  let cost = question.estimated_cost_usd ?? null;
  if (cost === null && tokens !== null && model !== null && provider !== undefined)
    cost = dearest(tenant, provider, model, tokens);
  return { dimensions, tenant, model, tokens, cost };
}
