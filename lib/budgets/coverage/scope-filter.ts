import { likePattern } from "../model-pattern";

/** By the names of dimensions (tenant … user, tag:NAME), the values that are in scope; {}: everything. */
export type CoveredScope = Readonly<Record<string, readonly string[]>>;

const SERIES = ["tenant", "feature", "environment", "provider", "key"] as const;

/** Conditions of a scope on a table with the base dimensions; appends their values to `values`. */
export function scopeConditions(scope: CoveredScope, alias: string, values: unknown[]): string {
  const conditions = ["true"];
  for (const name of SERIES) {
    const named = scope[name];
    if (named) conditions.push(`${alias}.${name} = ANY($${values.push([...named])}::text[])`);
  }
  if (scope.model) conditions.push(`lower(${alias}.model) LIKE ANY($${values.push(scope.model.map(likePattern))}::text[])`);
  if (!scope.tenant) conditions.push(`${alias}.tenant NOT LIKE '\\_\\_%'`);
  return conditions.join(" AND ");
}

/** The label whose rollups tell the spend of a scope with a user or a tag: the user before tags, the first of several. */
export function labelOf(scope: CoveredScope): { label: string; values: readonly string[] } | null {
  if (scope.user) return { label: "user", values: scope.user };
  const tag = Object.keys(scope)
    .filter((name) => name.startsWith("tag:"))
    .sort()[0];
  return tag === undefined ? null : { label: tag, values: scope[tag] ?? [] };
}
