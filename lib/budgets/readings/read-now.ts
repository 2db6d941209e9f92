import { nowMs } from "@/lib/platform/clock";
import { isDomainError } from "@/lib/platform/errors";
import { readUsage } from "@/lib/spend/service";
import { currentRules } from "../changes/rules";
import type { BudgetRecord } from "../model/budget";
import { LiveGroup, type LiveStanding } from "../standings/live";
import { readFresh } from "../standings/read-live";
import { groupBudgets } from "./groups";

/** Where budgets stand at one moment, read from one snapshot. */
export interface StandingsNow {
  atMs: number;
  /** By budget: its own standing, or those of a template's subjects; none where no rollup holds it. */
  of(budget: BudgetRecord): LiveStanding[];
}

/** Reads where budgets stand: one query for all that share dimensions and period. `all` are those that may override templates. */
export async function readNow(
  budgets: readonly BudgetRecord[],
  all: readonly BudgetRecord[],
  subjects?: readonly string[],
): Promise<StandingsNow> {
  const atMs = nowMs();
  const rules = currentRules();
  const found = new Map<string, LiveStanding[]>();
  await readUsage(async (reader) => {
    for (const group of groupBudgets(budgets, all)) {
      const live = new LiveGroup(group, atMs, rules);
      try {
        for (const standing of await readFresh(reader, live, atMs, subjects)) {
          const known = found.get(standing.budget.id);
          if (known) known.push(standing);
          else found.set(standing.budget.id, [standing]);
        }
      } catch (error) {
        // A tag that is no longer declared: the budget is shown without figures.
        if (!isDomainError(error)) throw error;
      }
    }
  });
  return { atMs, of: (budget) => found.get(budget.id) ?? [] };
}

/** The standing of a template's subject that used nothing yet. */
export function nothingUsed(budget: BudgetRecord, subject: string | null, atMs: number): LiveStanding {
  const [group] = groupBudgets([budget]);
  if (!group) throw new Error("a budget has a group");
  const live = new LiveGroup(group, atMs, currentRules());
  return live.standing({ budget, subject });
}
