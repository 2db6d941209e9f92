/** Tiers a provider may answer with that are priced differently from its default. */
export const SERVICE_TIERS = ["batch", "flex", "priority", "scale", "ultrafast", "provisioned"] as const;

export const DEFAULT_TIER = "default";

const SPELLINGS = new Map<string, string>([
  ...["", "default", "standard", "auto", "on_demand", "on-demand", "ondemand", "standard_only", "none", "null"].map(
    (name) => [name, DEFAULT_TIER] as const,
  ),
  ...SERVICE_TIERS.map((name) => [name, name] as const),
  ["fast", "priority"],
  ["batches", "batch"],
  ["provisioned_throughput", "provisioned"],
  ["provisioned-throughput", "provisioned"],
]);

/** The tier to price by; null for a name that no provider is known to use. */
export function canonicalTier(name: string | null): string | null {
  if (name === null) return DEFAULT_TIER;
  return SPELLINGS.get(name) ?? SPELLINGS.get(name.trim().toLowerCase()) ?? null;
}
