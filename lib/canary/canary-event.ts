import { CANARY_TENANT } from "@/lib/metering/cuboids";
import { type EventResult, recordSynthetic } from "@/lib/metering/service";

/** A call that cost nothing, of a tenant that no report, budget or search knows. */
export function recordCanary(roundId: string): Promise<EventResult> {
  return recordSynthetic({
    id: `canary-${roundId}`,
    source: "costwarden",
    tenant: CANARY_TENANT,
    feature: "canary",
    environment: "canary",
    provider: "costwarden",
    model: "canary",
    cost_usd: "0",
    usage: { input_tokens: 1, output_tokens: 1 },
    status: 200,
  });
}
