import { type Atto, formatAtto } from "@/lib/platform/decimal";
import type { Rating } from "@/lib/pricing/rating";
import { type TokenTotals, tokenTotals } from "@/lib/pricing/usage-classes";
import type { ParsedEvent, Pricing } from "../event";

/** An event with its owner's canonical names and its cost: ready to be stored and counted. */
export interface RatedEvent {
  event: ParsedEvent;
  provider: string;
  /** HMAC of the key's digest; '' when the event names no key. */
  key: string;
  pricing: Pricing;
  listCost: Atto | null;
  effectiveCost: Atto | null;
  savedCost: Atto | null;
  priceId: string | null;
  priceExact: boolean | null;
  tokens: TokenTotals;
  rating: Rating | null;
  costText?: string;
}

export interface RatingContext {
  provider: string;
  key: string;
  /** The token, source or provider is trusted to report what a call cost. */
  trustsReported: boolean;
  rating: Rating | null;
}

const NO_TOKENS: TokenTotals = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, reasoningTokens: 0 };

/**
 * Decides what an event cost, by DESIGN's decision 5: a trusted report wins, then the price
 * book after overrides; a hit of the caller's own cache costs nothing and what it would have
 * cost is saved; a failure without usage is unbilled; anything else is unpriced, never $0.
 */
export function settleCost(event: ParsedEvent, context: RatingContext): RatedEvent {
  const { rating, provider, key } = context;
  const priced = rating?.kind === "priced" ? rating : null;
  const base = {
    event,
    provider,
    key,
    rating,
    savedCost: null,
    priceId: priced?.priceId ?? null,
    priceExact: priced?.exact ?? null,
    tokens: event.usage ? tokenTotals(event.usage) : NO_TOKENS,
  };
  if (event.cacheHit) {
    const saved = event.reportedCost !== null && context.trustsReported ? event.reportedCost : (priced?.effectiveCost ?? null);
    return {
      ...base,
      pricing: priced ? "priced" : "unbilled",
      listCost: 0n,
      effectiveCost: 0n,
      savedCost: saved,
      tokens: NO_TOKENS,
    };
  }
  if (event.reportedCost !== null && context.trustsReported) {
    return { ...base, pricing: "reported", listCost: priced?.listCost ?? null, effectiveCost: event.reportedCost };
  }
  if (priced) {
    return {
      ...base,
      pricing: event.estimated ? "estimated" : "priced",
      listCost: priced.listCost,
      effectiveCost: priced.effectiveCost,
    };
  }
  const failed = (event.status !== null && event.status >= 400) || event.errorCode !== null;
  if (event.usage === null && !event.reportedCost && failed) {
    return { ...base, pricing: "unbilled", listCost: 0n, effectiveCost: 0n };
  }
  return { ...base, pricing: "unpriced", listCost: null, effectiveCost: null };
}

/** An amount as stored and answered; both ask for it, so it is worked out once. */
export function costText(rated: RatedEvent): string | null {
  if (rated.effectiveCost === null) return null;
  rated.costText ??= formatAtto(rated.effectiveCost);
  return rated.costText;
}

const unitTexts = new Map<Atto, string>();

/** Unit prices repeat from event to event; their texts are kept. */
function unitText(price: Atto): string {
  const known = unitTexts.get(price);
  if (known !== undefined) return known;
  if (unitTexts.size > 10_000) unitTexts.clear();
  const text = formatAtto(price);
  unitTexts.set(price, text);
  return text;
}

/**
 * The rating as stored with the event: what was matched and each component as
 * [class, quantity, list unit price, unit price, list cost, cost], or why there is no price.
 */
export function ratingJson(rating: Rating | null): string {
  if (rating === null) return "{}";
  if (rating.kind === "unpriced") {
    return JSON.stringify({ reason: rating.reason, classes: rating.classes, suggestion: rating.suggestion });
  }
  let components = "";
  for (const part of rating.components) {
    const cost = formatAtto(part.cost);
    const listCost = part.listCost === part.cost ? cost : formatAtto(part.listCost);
    components += `${components ? "," : ""}["${part.usageClass}",${part.quantity},"${unitText(part.listUnitPrice)}","${unitText(part.unitPrice)}","${listCost}","${cost}"]`;
  }
  return `{"matched_model":${JSON.stringify(rating.matchedModel)},"provider":${JSON.stringify(rating.provider)},"service_tier":${JSON.stringify(rating.serviceTier)},"override_id":${JSON.stringify(rating.overrideId)},"components":[${components}]}`;
}
