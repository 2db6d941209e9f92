import type { BudgetRecord } from "../model/budget";
import type { Calendar } from "../model/periods";
import { groupBudgets } from "../readings/groups";
import { LiveGroup, LiveStanding } from "./live";

/** What decides which usage a group counts; limits, modes and names may change without another reading. */
function counts({ group }: LiveGroup): string {
  return JSON.stringify([group.budgets.map(({ id }) => id), group.templates.map(({ overridden }) => [...overridden].sort())]);
}

/** Groups for the budgets as they are now; what was read stays, where a group counts what it did before. */
export function regroup(
  before: readonly LiveGroup[],
  budgets: readonly BudgetRecord[],
  calendar: Calendar,
  atMs: number,
): LiveGroup[] {
  const known = new Map(before.map((live) => [live.group.key, live]));
  return groupBudgets(budgets).map((group) => {
    const live = new LiveGroup(group, atMs, calendar);
    const old = known.get(group.key);
    if (!old?.roles || counts(old) !== counts(live) || old.span.startMs !== live.span.startMs) return live;
    live.roles = old.roles;
    const byId = new Map(group.budgets.map((budget) => [budget.id, budget]));
    for (const [key, { budget, subject, amounts, unpriced }] of old.standings) {
      const record = byId.get(budget.id);
      if (record) live.standings.set(key, new LiveStanding(live, { budget: record, subject }, amounts, unpriced));
    }
    return live;
  });
}
