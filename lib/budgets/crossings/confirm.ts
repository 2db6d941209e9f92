import { nowMs } from "@/lib/platform/clock";
import { readUsage } from "@/lib/spend/service";
import type { BudgetRecord } from "../model/budget";
import { groupBudgets } from "../readings/groups";
import { LiveGroup, type LiveStanding } from "../standings/live";
import { readFresh } from "../standings/read-live";
import type { Crossing } from "./crossing";
import { crossingOf, type Judgement, type Occasion, type RestOf } from "./judge";

/**
 * Looks at what was reached again, in one snapshot: parts read at different moments could together show what never was.
 */
export async function confirm(
  reached: Judgement["reached"],
  all: readonly BudgetRecord[],
  calendar: ConstructorParameters<typeof LiveGroup>[2],
  restOf: RestOf,
  occasionOf: (standing: LiveStanding) => Occasion,
): Promise<Crossing[]> {
  if (reached.length === 0) return [];
  const budgets = [...new Map(reached.map(({ standing }) => [standing.budget.id, standing.budget])).values()];
  // Templates apart: their subjects are asked for by name.
  const groups = [
    ...groupBudgets(
      budgets.filter(({ each }) => each === null),
      all,
    ),
    ...budgets.filter(({ each }) => each !== null).flatMap((budget) => groupBudgets([budget], all)),
  ];
  const fresh = new Map<string, LiveStanding>();
  await readUsage(async (reader) => {
    for (const group of groups) {
      const live = new LiveGroup(group, nowMs(), calendar);
      const subjects = reached.flatMap(({ standing: { budget, subject } }) =>
        subject !== null && budget.id === group.budgets[0]?.id ? [subject] : [],
      );
      const own = group.budgets[0]?.each === null;
      for (const standing of await readFresh(reader, live, nowMs(), own ? undefined : [...new Set(subjects)])) {
        fresh.set(standing.key, standing);
      }
    }
  });
  return reached.flatMap(({ standing, threshold }) => {
    const now = fresh.get(standing.key);
    const crossing = now ? crossingOf(now, threshold, restOf, occasionOf(standing)) : null;
    return crossing ? [crossing] : [];
  });
}
