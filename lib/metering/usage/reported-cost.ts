import { type Atto, parseAtto } from "@/lib/platform/decimal";
import { isJsonObject } from "../json-object";
import type { NormalisedUsage, UsageHints, UsageReader } from "./usage-reader";

const ATTO_PER_TICK: Atto = 10n ** 8n;
const MAX_COST = 1_000_000_000;

function dollars(value: unknown): Atto | null {
  return typeof value === "number" && value >= 0 && value <= MAX_COST ? parseAtto(String(value)) : null;
}

/**
 * The cost a provider states inside `usage`. xAI counts ticks, 10^10 to the dollar. Perplexity gives an object
 * with a total. OpenRouter gives dollars; with the caller's own provider key (`is_byok`) its `cost` is only its fee
 * and the provider's part stands in `cost_details.upstream_inference_cost`. A bare `cost` beside another
 * provider's name is somebody's figure, but not known to be the provider's.
 */
export function addReportedCost(usage: UsageReader, hints: UsageHints, normalised: NormalisedUsage): void {
  const { cost_in_usd_ticks: ticks, cost, cost_details: details, is_byok: ownKey } = usage.object;
  if (typeof ticks === "number" && Number.isSafeInteger(ticks) && ticks >= 0) {
    normalised.reportedCost = BigInt(ticks) * ATTO_PER_TICK;
    normalised.costIsProviders = true;
    return;
  }
  const figure = dollars(isJsonObject(cost) ? cost.total_cost : cost);
  if (figure === null) return;
  const upstream = ownKey === true && isJsonObject(details) ? dollars(details.upstream_inference_cost) : null;
  normalised.reportedCost = figure + (upstream ?? 0n);
  const provider = hints.provider?.toLowerCase() ?? null;
  normalised.costIsProviders = provider === null || provider === (isJsonObject(cost) ? "perplexity" : "openrouter");
}
