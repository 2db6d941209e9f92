import { dimensionLabel, valueLabel } from "@/components/filters/dimensions";
import type { StopAnswer } from "@/lib/budgets/stops/contract";

type CallScope = StopAnswer["scope"];

const DIMENSIONS = ["tenant", "feature", "environment", "provider", "model", "key", "user"] as const;

type Given = Readonly<Record<string, readonly string[]>>;

/** "Tenant acme, Model gpt-4o*": which calls are meant. */
export function callScopeWords(scope: CallScope): string {
  const parts = DIMENSIONS.flatMap((name) => {
    const value = scope[name];
    return value === null ? [] : [`${dimensionLabel(name)} ${valueLabel(name, value)}`];
  });
  const tags = Object.entries(scope.tags).map(([name, value]) => `Tag ${name} ${value}`);
  return [...parts, ...tags].join(", ") || "Every call of everybody";
}

/** The dimensions of a call with one value each, as the API takes them; of several values of one, the last. */
export function callScopeOf(given: Given): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, values]) =>
      name.startsWith("tag:") ? [] : values.slice(-1).map((value) => [name, value]),
    ),
  );
}

export function tagsOf(given: Given): Record<string, string> | null {
  const tags = Object.entries(given).flatMap(([name, values]) =>
    name.startsWith("tag:") ? values.slice(-1).map((value) => [name.slice(4), value] as const) : [],
  );
  return tags.length > 0 ? Object.fromEntries(tags) : null;
}

/** Keeps one value of each dimension: a call has one. */
export function oneEach(given: Given): Record<string, string[]> {
  return Object.fromEntries(Object.entries(given).map(([name, values]) => [name, values.slice(-1)]));
}
