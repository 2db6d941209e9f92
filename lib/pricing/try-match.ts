import { nowMs } from "@/lib/platform/clock";
import { formatAtto } from "@/lib/platform/decimal";
import type { Reach } from "@/lib/platform/reach";
import type { MatchAnswer, MatchQuestion } from "./contract";
import { priceBook } from "./current-book";
import type { PricedRating } from "./rating";
import type { UsageQuantities } from "./usage-classes";

function components({ components: parts }: PricedRating): MatchAnswer["components"] {
  return parts.map((part) => ({
    class: part.usageClass,
    quantity: part.quantity,
    list_unit_price_usd: formatAtto(part.listUnitPrice),
    unit_price_usd: formatAtto(part.unitPrice),
    list_cost_usd: formatAtto(part.listCost),
    effective_cost_usd: formatAtto(part.cost),
  }));
}

/** What a usage would cost, by the same rating as a recorded event's, and how that was found. */
export function tryMatch(question: MatchQuestion, reach: Reach): MatchAnswer {
  const { provider, model } = question;
  // What was agreed for a tenant out of reach is not there: list prices answer, as for one that never was.
  const tenant = reach.has(question.tenant) ? question.tenant : "";
  const usage = question.usage as UsageQuantities;
  const rating = priceBook().rate({
    tenant,
    provider,
    model,
    serviceTier: question.service_tier,
    atMs: question.at ?? nowMs(),
    usage,
  });
  if (rating.kind === "unpriced")
    return {
      pricing: "unpriced",
      reason: rating.reason,
      classes: rating.classes,
      suggestion: priceBook().suggestion(provider, model),
      provider: null,
      model: null,
      exact: null,
      service_tier: null,
      context_above_input_tokens: null,
      time_window: null,
      image_size: null,
      image_quality: null,
      price_id: null,
      override_id: null,
      list_cost_usd: null,
      effective_cost_usd: null,
      components: [],
    };
  return {
    pricing: "priced",
    reason: null,
    classes: [],
    suggestion: null,
    provider: rating.provider,
    model: rating.matchedModel,
    exact: rating.exact,
    service_tier: rating.serviceTier,
    context_above_input_tokens: rating.contextAbove,
    time_window: rating.timeWindow,
    image_size: rating.image?.size ?? null,
    image_quality: rating.image?.quality ?? null,
    price_id: rating.priceId,
    override_id: rating.overrideId,
    list_cost_usd: formatAtto(rating.listCost),
    effective_cost_usd: formatAtto(rating.effectiveCost),
    components: components(rating),
  };
}
