import { countedAs } from "../counted-as";
import { countedBy, subjectKey } from "../readings/groups";
import type { LiveGroup, LiveStanding } from "./live";
import type { CallDimensions, StandingBook } from "./standing";

/** The standings that a keeper keeps, for those who ask. */
export class LiveBook implements StandingBook {
  readAtMs = 0;
  reachable = false;
  version = 0;
  private groups: readonly LiveGroup[] = [];
  private groupOf = new Map<string, LiveGroup>();

  replace(groups: readonly LiveGroup[]): void {
    this.groups = groups;
    this.groupOf = new Map(groups.flatMap((live) => live.group.budgets.map((budget) => [budget.id, live] as const)));
    this.version++;
  }

  matching(call: CallDimensions): LiveStanding[] {
    const found: LiveStanding[] = [];
    const nowOutside = (live: LiveGroup) => live.unreadable || live.period.kind === "fixed";
    for (const live of this.groups) {
      if (nowOutside(live) && !isOpen(live, this.readAtMs)) continue;
      const values = valuesOf(call, live.group.shape);
      if (!values) continue;
      for (const counted of countedBy(live.group, values)) found.push(live.standing(counted));
    }
    return found;
  }

  find(budgetId: string, subject: string | null = null): LiveStanding | undefined {
    const live = this.groupOf.get(budgetId);
    if (!live || live.unreadable) return undefined;
    const known = live.standings.get(subjectKey(budgetId, subject));
    if (known) return known;
    const template = live.group.templates.find(({ budget }) => budget.id === budgetId);
    if (!template || subject === null || template.overridden.has(subject)) return undefined;
    return live.standing({ budget: template.budget, subject });
  }

  all(): readonly LiveGroup[] {
    return this.groups;
  }
}

/** A fixed range binds only while it lasts; what cannot be read binds nobody. */
function isOpen(live: LiveGroup, atMs: number): boolean {
  return !live.unreadable && live.span.startMs <= atMs && atMs < live.span.endMs;
}

function valuesOf(call: CallDimensions, shape: readonly string[]): string[] | null {
  const values: string[] = [];
  for (const name of shape) {
    const value = call[name];
    if (value === undefined) return null;
    values.push(countedAs[name]?.(value) ?? value);
  }
  return values;
}
