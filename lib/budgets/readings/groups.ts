import type { UsageAmount } from "@/lib/spend/service";
import type { BudgetRecord } from "../model/budget";
import { combinationsOf, joined, overriddenSubjects, periodKey, shapeOf } from "../model/scope";

/** A template of a group, with what it leaves out. */
interface Template {
  budget: BudgetRecord;
  /** Position of its dimension in the shape. */
  at: number;
  allowed: { at: number; values: Set<string> }[];
  overridden: ReadonlySet<string>;
}

/** Budgets that one query reads: of the same dimensions and the same period. */
export interface ReadingGroup {
  key: string;
  /** Dimensions in order; rows are grouped by them. */
  shape: string[];
  budgets: BudgetRecord[];
  templates: Template[];
  /** Own budgets by the combinations of values that count to them. */
  own: Map<string, BudgetRecord[]>;
  filters: Record<string, string[]>;
}

/** Sorts budgets into groups, each to be read at once. `all` are those that may override templates. */
export function groupBudgets(budgets: readonly BudgetRecord[], all: readonly BudgetRecord[] = budgets): ReadingGroup[] {
  const groups = new Map<string, ReadingGroup>();
  for (const budget of budgets) {
    const shape = shapeOf(budget);
    const key = JSON.stringify([shape, periodKey(budget.period)]);
    const group: ReadingGroup = groups.get(key) ?? { key, shape, budgets: [], templates: [], own: new Map(), filters: {} };
    groups.set(key, group);
    group.budgets.push(budget);
    if (budget.each !== null) {
      group.templates.push(templateOf(budget, shape, overriddenSubjects(budget, all)));
      continue;
    }
    for (const values of combinationsOf(budget.scope, shape)) {
      const name = joined(values);
      const known = group.own.get(name);
      if (known) known.push(budget);
      else group.own.set(name, [budget]);
    }
  }
  for (const group of groups.values()) group.filters = filtersOf(group);
  return [...groups.values()];
}

function templateOf(budget: BudgetRecord, shape: string[], overridden: ReadonlySet<string>): Template {
  const allowed = Object.entries(budget.scope).map(([name, values]) => ({ at: shape.indexOf(name), values: new Set(values) }));
  return { budget, at: shape.indexOf(budget.each ?? ""), allowed, overridden };
}

/** The values that matter, of each dimension that every budget of the group limits. */
function filtersOf({ shape, budgets }: ReadingGroup): Record<string, string[]> {
  const filters: Record<string, string[]> = {};
  for (const name of shape) {
    if (budgets.every(({ scope }) => name in scope))
      filters[name] = [...new Set(budgets.flatMap(({ scope }) => scope[name] ?? []))];
  }
  return filters;
}

/** What a row counts to: an own budget, or a template's subject. */
export interface Counted {
  budget: BudgetRecord;
  subject: string | null;
}

/** Every budget and subject that usage with these values (in the order of the shape) counts to. */
export function countedBy({ own, templates }: ReadingGroup, values: readonly string[]): Counted[] {
  const found: Counted[] = (own.get(joined(values)) ?? []).map((budget) => ({ budget, subject: null }));
  for (const { budget, at, allowed, overridden } of templates) {
    const subject = values[at] ?? "";
    // Usage without a user or key is nobody's.
    if (subject === "" || overridden.has(subject)) continue;
    if (allowed.every((limit) => limit.values.has(values[limit.at] ?? ""))) found.push({ budget, subject });
  }
  return found;
}

const ONE = 10n ** 18n;

/** A row's amount in a budget's measure: 10^-18 of dollars, tokens or requests. */
export function amountIn(row: Pick<UsageAmount, "cost" | "tokens" | "requests">, measure: BudgetRecord["measure"]): bigint {
  return measure === "cost" ? row.cost : row[measure] * ONE;
}

/** One text for a budget and its subject. */
export const subjectKey = (budgetId: string, subject: string | null) =>
  subject === null ? budgetId : `${budgetId}\u001f${subject}`;
