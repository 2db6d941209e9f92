/** Dimensions that every installation can group and filter by, in the order they are offered. */
export const BASE_DIMENSIONS = ["tenant", "feature", "environment", "provider", "model", "key", "user"] as const;

const LABELS: Record<string, string> = {
  tenant: "Tenant",
  feature: "Feature",
  environment: "Environment",
  provider: "Provider",
  model: "Model",
  key: "Key",
  user: "User",
};

/** "tenant" as people read it; "tag:team" is Tag team. */
export function dimensionLabel(dimension: string): string {
  return LABELS[dimension] ?? (dimension.startsWith("tag:") ? `Tag ${dimension.slice(4)}` : dimension);
}

/** A value of a dimension; the digest of a key that nobody registered is cut to what people compare. */
export function valueLabel(dimension: string, value: string): string {
  if (value === "") return dimension === "key" ? "no key" : `no ${dimensionLabel(dimension).toLowerCase()}`;
  if (dimension === "key" && /^[0-9a-f]{32,}$/.test(value)) return `${value.slice(0, 10)}…`;
  return value;
}
