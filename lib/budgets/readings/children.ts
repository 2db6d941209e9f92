import { formatAtto } from "@/lib/platform/decimal";
import type { BudgetRecord } from "../model/budget";
import { ratioOf } from "../model/figures";
import { limitAt } from "../model/limits";
import { isChildOf } from "../model/scope";
import type { BudgetDetail } from "./contract";
import type { StandingsNow } from "./read-now";

/** Budgets directly under this one: within its scope, and not within another one's that is. */
export function childrenOf(parent: BudgetRecord, all: readonly BudgetRecord[]): BudgetRecord[] {
  const within = all.filter((each) => isChildOf(each, parent));
  return within.filter((each) => !within.some((between) => between !== each && isChildOf(each, between)));
}

/** The narrowest budget that this one counts to. */
export function parentOf(child: BudgetRecord, all: readonly BudgetRecord[]): BudgetRecord | undefined {
  const above = all.filter((each) => isChildOf(child, each));
  return above.find((each) => !above.some((between) => between !== each && isChildOf(between, each)));
}

/** The children beside their parent; a template counts as the limits of all its subjects. */
export function childrenAnswer(
  parent: BudgetRecord,
  children: readonly BudgetRecord[],
  now: StandingsNow,
): BudgetDetail["children"] {
  let [limits, spent] = [0n, 0n];
  const budgets = children.map((budget) => {
    const standings = now.of(budget);
    const one = limitAt(budget, now.atMs) ?? 0n;
    const limit = budget.each === null ? one : one * BigInt(standings.length);
    const used = standings.reduce((sum, standing) => sum + standing.spent, 0n);
    limits += limit;
    spent += used;
    const { id, name, scope, each } = budget;
    return { id, name, scope, each, limit: formatAtto(limit), spent: formatAtto(used), used_ratio: ratioOf(used, limit) };
  });
  const own = limitAt(parent, now.atMs) ?? 0n;
  return {
    budgets,
    limits_total: formatAtto(limits),
    spent_total: formatAtto(spent),
    over_allocated_by: limits > own ? formatAtto(limits - own) : null,
  };
}
