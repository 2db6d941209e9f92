import type { Scope } from "../fields/contract";
import type { BudgetTerms } from "./budget";

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Names in order, values in order and once; those of some dimensions (providers, keys) by the names that are theirs. */
export function orderedScope(scope: Scope, named: Readonly<Record<string, (value: string) => string>>): Scope {
  const names = Object.keys(scope).sort(byText);
  return Object.fromEntries(
    names.map((name) => {
      const values = (scope[name] ?? []).map((value) => named[name]?.(value) ?? value);
      return [name, [...new Set(values)].sort(byText)];
    }),
  );
}

/** One text for scope, template, measure and period: two budgets in use never share it. */
export function identityOf({ scope, each, measure, period }: BudgetTerms): string {
  return JSON.stringify([scope, each, measure, periodKey(period)]);
}

export function periodKey(period: BudgetTerms["period"]): string {
  if (period.kind === "fixed") return `fixed:${period.from}/${period.to}`;
  return period.kind === "rolling" ? `rolling:${period.days}` : period.kind;
}

/** The dimensions a budget looks at, in order: its scope's and, of a template, the one it is for. */
export function shapeOf({ scope, each }: Pick<BudgetTerms, "scope" | "each">): string[] {
  return [...Object.keys(scope), ...(each === null ? [] : [each])].sort(byText);
}

/** The dimensions that have rollups of their own, each beside the base dimensions: users and tags. */
export function labelsOf(dimensions: readonly string[]): string[] {
  return dimensions.filter((name) => name === "user" || name.startsWith("tag:"));
}

/** What no rollup holds together is added up from events, and those are read over no longer ranges. */
export const MOST_DAYS_FROM_EVENTS = 31;

/** Whether usage by these dimensions is added up from events. */
export function isFromEvents(dimensions: readonly string[]): boolean {
  return labelsOf(dimensions).length > 1;
}

/** Whether everything the inner scope counts is counted by the outer one, which is another scope. */
export function holdsScope(outer: Scope, inner: Scope): boolean {
  const within = Object.entries(outer).every(([name, values]) => {
    const wanted = inner[name];
    return wanted?.every((value) => values.includes(value)) ?? false;
  });
  return within && JSON.stringify(outer) !== JSON.stringify(inner);
}

/** Whether the child counts within the parent: same measure and period, a scope that says more. A template is nobody's parent. */
export function isChildOf(child: BudgetTerms, parent: BudgetTerms): boolean {
  if (parent.each !== null || child.measure !== parent.measure || periodKey(child.period) !== periodKey(parent.period))
    return false;
  if (child.each === null) return holdsScope(parent.scope, child.scope);
  return holdsScope(parent.scope, child.scope) || JSON.stringify(parent.scope) === JSON.stringify(child.scope);
}

/** Values of a template's dimension that have an own budget of the same measure and period in its place. */
export function overriddenSubjects(template: BudgetTerms, budgets: Iterable<BudgetTerms>): Set<string> {
  const found = new Set<string>();
  const { each } = template;
  if (each === null) return found;
  const rest = JSON.stringify(template.scope);
  for (const own of budgets) {
    const values = own.scope[each];
    if (own.each !== null || !values || own.measure !== template.measure) continue;
    if (periodKey(own.period) !== periodKey(template.period)) continue;
    const { [each]: _, ...others } = own.scope;
    if (JSON.stringify(others) === rest) for (const value of values) found.add(value);
  }
  return found;
}

/** Stands in no name, so that joined values are told apart. */
const SEPARATOR = "\u001f";

export const joined = (values: readonly string[]) => values.join(SEPARATOR);

/** Every combination of a scope's values, in the order of the given dimensions. */
export function combinationsOf(scope: Scope, dimensions: readonly string[]): string[][] {
  let found: string[][] = [[]];
  for (const name of dimensions) found = found.flatMap((left) => (scope[name] ?? []).map((value) => [...left, value]));
  return found;
}
