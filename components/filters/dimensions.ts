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

/** What registered keys are called, by their ids; the console sets it from what the server knows. */
const keyNames = new Map<string, string>();

export function nameKeys(names: Readonly<Record<string, string>>): void {
  for (const [id, name] of Object.entries(names)) keyNames.set(id, name);
}

/** A value of a dimension; the digest of a key that nobody registered is cut to what people compare. */
export function valueLabel(dimension: string, value: string): string {
  if (value === "") return dimension === "key" ? "no key" : `no ${dimensionLabel(dimension).toLowerCase()}`;
  if (dimension === "key" && keyNames.has(value)) return keyNames.get(value) ?? value;
  if (dimension === "key" && /^[0-9a-f]{32,}$/.test(value)) return `${value.slice(0, 10)}…`;
  return value;
}
