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

/** What people call values, by dimension: the console sets it from what the server knows. */
const called = new Map<string, ReadonlyMap<string, string>>();

/**
 * Sets what values of a dimension are called. One that could be taken for another, since that one is called the same, is
 * shown with its own name behind.
 */
export function nameValues(dimension: string, names: Readonly<Record<string, string>>): void {
  const shared = new Map<string, number>();
  for (const name of Object.values(names)) shared.set(name, (shared.get(name) ?? 0) + 1);
  const own = (value: string, name: string) => (shared.get(name) === 1 && !(name in names) ? name : `${name} (${value})`);
  called.set(dimension, new Map(Object.entries(names).map(([value, name]) => [value, name === value ? name : own(value, name)])));
}

/** A value of a dimension as people call it; the digest of a key that nobody registered is cut to what people compare. */
export function valueLabel(dimension: string, value: string): string {
  if (value === "") return dimension === "key" ? "no key" : `no ${dimensionLabel(dimension).toLowerCase()}`;
  const name = called.get(dimension)?.get(value);
  if (name !== undefined) return name;
  if (dimension === "key" && /^[0-9a-f]{32,}$/.test(value)) return `${value.slice(0, 10)}…`;
  return value;
}

/** The value itself, where it is called otherwise: for titles and small print. */
export function ownName(dimension: string, value: string): string | undefined {
  return valueLabel(dimension, value) === value ? undefined : value;
}
