import { type Atto, atto, formatAtto } from "@/lib/platform/decimal";
import type { StoredEventRow } from "../queries/stored-event";
import type { ReAttributionAnswer } from "./contract";

type Row = ReAttributionAnswer["differences"][number];

const MOST_ROWS = 1000;
const size = (value: Atto) => (value < 0n ? -value : value);

/** Adds up what leaves and what enters, by tenant, feature and environment. Both are the same dollars. */
export class Difference {
  events = 0;
  cost: Atto = 0n;
  private readonly groups = new Map<string, { names: string[]; events: number; cost: Atto }>();

  add(event: StoredEventRow, to: { feature: string; environment: string }): void {
    const cost = event.effective_cost === null ? 0n : atto(event.effective_cost);
    this.events++;
    this.cost += cost;
    this.count([event.tenant, event.feature, event.environment], -1, -cost);
    this.count([event.tenant, to.feature, to.environment], 1, cost);
  }

  private count(names: string[], events: number, cost: Atto): void {
    const key = names.join("\u001f");
    const group = this.groups.get(key) ?? { names, events: 0, cost: 0n };
    this.groups.set(key, group);
    group.events += events;
    group.cost += cost;
  }

  rows(): Row[] {
    const sorted = [...this.groups.values()].sort((a, b) => {
      const [left, right] = [size(a.cost), size(b.cost)];
      return left === right ? Math.abs(b.events) - Math.abs(a.events) : left < right ? 1 : -1;
    });
    const row = ([tenant, feature, environment]: string[], events: number, cost: Atto, other = false): Row => ({
      ...{ tenant: tenant ?? null, feature: feature ?? null, environment: environment ?? null, events, other },
      difference_usd: formatAtto(cost),
    });
    const rows = sorted.slice(0, MOST_ROWS).map(({ names, events, cost }) => row(names, events, cost));
    const rest = sorted.slice(MOST_ROWS);
    if (rest.length === 0) return rows;
    const events = rest.reduce((sum, group) => sum + group.events, 0);
    const cost = rest.reduce((sum, group) => sum + group.cost, 0n);
    return [...rows, row([], events, cost, true)];
  }
}
