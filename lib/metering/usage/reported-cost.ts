import { type Atto, parseAtto } from "@/lib/platform/decimal";
import type { NormalisedUsage, UsageHints, UsageReader } from "./usage-reader";

const ATTO_PER_TICK: Atto = 10n ** 8n;
const MAX_COST = 1_000_000_000;

function dollars(value: unknown): Atto | null {
  return typeof value === "number" && value >= 0 && value <= MAX_COST ? parseAtto(String(value)) : null;
}

/**
 * The cost a provider states inside `usage`. xAI counts ticks, 10^10 to the dollar. OpenRouter gives
 * dollars; with the caller's own provider key (`is_byok`) its `cost` is only its fee and the
 * provider's part stands in `cost_details.upstream_inference_cost`. A bare `cost` beside another
 * provider's name is somebody's figure, but not known to be the provider's.
 */
export function addReportedCost(usage: UsageReader, hints: UsageHints, normalised: NormalisedUsage): void {
  const ticks = usage.object.cost_in_usd_ticks;
  if (typeof ticks === "number" && Number.isSafeInteger(ticks) && ticks >= 0) {
    normalised.reportedCost = BigInt(ticks) * ATTO_PER_TICK;
    normalised.costIsProviders = true;
    return;
  }
  const cost = dollars(usage.object.cost);
  if (cost === null) return;
  const details = usage.object.cost_details;
  const upstream =
    usage.object.is_byok === true && typeof details === "object" && details !== null
      ? dollars((details as Record<string, unknown>).upstream_inference_cost)
      : null;
  normalised.reportedCost = cost + (upstream ?? 0n);
  normalised.costIsProviders = hints.provider === null || hints.provider.toLowerCase() === "openrouter";
}
