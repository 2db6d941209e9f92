import { type Atto, formatAtto } from "@/lib/platform/decimal";
import type { PricedRating, Rating } from "@/lib/pricing/rating";
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
  /** The effective cost as text, once somebody asked for it: see costText. */
  costText: string | null;
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
  const rated: RatedEvent = {
    event,
    provider,
    key,
    pricing: "unpriced",
    listCost: null,
    effectiveCost: null,
    savedCost: null,
    priceId: priced?.priceId ?? null,
    priceExact: priced?.exact ?? null,
    tokens: event.usage ? tokenTotals(event.usage) : NO_TOKENS,
    rating,
    costText: null,
  };
  const cost = (pricing: Pricing, listCost: Atto | null, effectiveCost: Atto): RatedEvent => {
    rated.pricing = pricing;
    rated.listCost = listCost;
    rated.effectiveCost = effectiveCost;
    return rated;
  };
  if (event.cacheHit) {
    const trusted = event.reportedCost !== null && context.trustsReported;
    rated.savedCost = trusted ? event.reportedCost : (priced?.effectiveCost ?? null);
    rated.tokens = NO_TOKENS;
    return cost(priced ? "priced" : "unbilled", 0n, 0n);
  }
  if (event.reportedCost !== null && context.trustsReported) {
    return cost("reported", priced?.listCost ?? null, event.reportedCost);
  }
  if (priced) return cost(event.estimated ? "estimated" : "priced", priced.listCost, priced.effectiveCost);
  const failed = (event.status !== null && event.status >= 400) || event.errorCode !== null;
  if (event.usage === null && !event.reportedCost && failed) {
    return cost("unbilled", 0n, 0n);
  }
  return rated;
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

const heads = new Map<string, { rating: PricedRating; text: string }>();

/** What was matched: the same for most events of a price, so its text is kept. */
function headText(rating: PricedRating): string {
  const known = heads.get(rating.priceId);
  if (
    known !== undefined &&
    known.rating.matchedModel === rating.matchedModel &&
    known.rating.provider === rating.provider &&
    known.rating.serviceTier === rating.serviceTier &&
    known.rating.overrideId === rating.overrideId
  ) {
    return known.text;
  }
  if (heads.size > 10_000) heads.clear();
  const text = `{"matched_model":${JSON.stringify(rating.matchedModel)},"provider":${JSON.stringify(rating.provider)},"service_tier":${JSON.stringify(rating.serviceTier)},"override_id":${JSON.stringify(rating.overrideId)},"components":[`;
  heads.set(rating.priceId, { rating, text });
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
  let text = headText(rating);
  let separator = "";
  for (const part of rating.components) {
    const cost = formatAtto(part.cost);
    const listCost = part.listCost === part.cost ? cost : formatAtto(part.listCost);
    text += `${separator}["${part.usageClass}",${part.quantity},"${unitText(part.listUnitPrice)}","${unitText(part.unitPrice)}","${listCost}","${cost}"]`;
    separator = ",";
  }
  const { image } = rating;
  return image === null
    ? `${text}]}`
    : `${text}],"image_size":${JSON.stringify(image.size)},"image_quality":${JSON.stringify(image.quality)}}`;
}
