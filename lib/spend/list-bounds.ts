import type { Atto } from "@/lib/platform/decimal";
import type { GroupKey } from "./queries/usage-sources";

interface Seen {
  key: GroupKey;
  /** What the rows that were read say: never more than the group's cost. */
  cost: Atto;
  /** What the lists in which it was read could still have held beyond the rows read. */
  known: Atto;
}

const nameOf = ({ period, values }: GroupKey) => JSON.stringify([period, values]);

/**
 * Bounds of groups whose cost is the sum of one row in each of several lists, of which only the
 * dearest rows were read. A row that was not read costs no more than the last one read of its list;
 * costs are never below zero. (Fagin, Lotem, Naor: Optimal aggregation algorithms for middleware, 2003.)
 */
export class ListBounds {
  private readonly seen = new Map<string, Seen>();
  private readonly unseenOfPeriod = new Map<number, Atto>();

  /** A list of this period was read down to rows of `floor`; zero: to its end. */
  addList(period: number, floor: Atto): void {
    this.unseenOfPeriod.set(period, (this.unseenOfPeriod.get(period) ?? 0n) + floor);
  }

  /** @param floor of the list that the row is in */
  addRow(key: GroupKey, cost: Atto, floor: Atto): void {
    const name = nameOf(key);
    const found = this.seen.get(name);
    if (found) {
      found.cost += cost;
      found.known += floor;
    } else this.seen.set(name, { key, cost, known: floor });
  }

  /** What the `rank`th group costs at least; zero when fewer were seen. */
  atLeast(rank: number): Atto {
    const costs = [...this.seen.values()].map(({ cost }) => cost).sort((a, b) => (a > b ? -1 : a < b ? 1 : 0));
    return costs[rank - 1] ?? 0n;
  }

  /** The groups of which the most was seen. */
  dearest(count: number): GroupKey[] {
    const sorted = [...this.seen.values()].sort((a, b) => (a.cost > b.cost ? -1 : a.cost < b.cost ? 1 : 0));
    return sorted.slice(0, count).map(({ key }) => key);
  }

  /** What a group that was not seen at all costs at most. */
  unseen(): Atto {
    let most = 0n;
    for (const cost of this.unseenOfPeriod.values()) if (cost > most) most = cost;
    return most;
  }

  /** The groups that may cost `goal` or more. */
  reaching(goal: Atto): GroupKey[] {
    const most = ({ key, cost, known }: Seen) => cost + (this.unseenOfPeriod.get(key.period ?? 0) ?? 0n) - known;
    return [...this.seen.values()].filter((each) => most(each) >= goal).map(({ key }) => key);
  }
}
