import { type Atto, atto, formatAtto } from "@/lib/platform/decimal";
import { firstInstantOf, localDate } from "@/lib/platform/time";
import type { DifferenceAnswer } from "./contract";
import type { CostChange } from "./queries/update-costs";

/** Rows kept with a re-rating; what is beyond them is one row "other". */
const MOST_ROWS = 1000;

class Sum {
  events = 0;
  before: Atto | null = null;
  after: Atto | null = null;

  add(before: Atto | null, after: Atto | null, events = 1): void {
    this.events += events;
    if (before !== null) this.before = (this.before ?? 0n) + before;
    if (after !== null) this.after = (this.after ?? 0n) + after;
  }

  get difference(): Atto {
    return (this.after ?? 0n) - (this.before ?? 0n);
  }
}

function money(value: Atto | null): string | null {
  return value === null ? null : formatAtto(value);
}

function size(value: Atto): Atto {
  return value < 0n ? -value : value;
}

/** Adds up what a re-rating changes: in all, and by tenant, model and month of the organisation's zone. */
export class Difference {
  readonly total = new Sum();
  examined = 0;
  priced = 0;
  unpriced = 0;
  private readonly groups = new Map<string, { tenant: string; model: string; month: string; sum: Sum }>();

  constructor(private readonly zone: string) {}

  add({ event, rated }: CostChange): void {
    const before = event.effective_cost === null ? null : atto(event.effective_cost);
    const after = rated.effectiveCost;
    this.total.add(before, after);
    if (before === null && after !== null) this.priced++;
    if (before !== null && after === null) this.unpriced++;
    const month = localDate(firstInstantOf("month", event.time_ms, this.zone), this.zone).slice(0, 7);
    const key = `${event.tenant}\u001f${event.model}\u001f${month}`;
    let group = this.groups.get(key);
    if (!group) {
      group = { tenant: event.tenant, model: event.model, month, sum: new Sum() };
      this.groups.set(key, group);
    }
    group.sum.add(before, after);
  }

  rows(): DifferenceAnswer[] {
    const sorted = [...this.groups.values()].sort((a, b) => {
      const [left, right] = [size(a.sum.difference), size(b.sum.difference)];
      return left === right ? (a.month < b.month ? 1 : -1) : left < right ? 1 : -1;
    });
    const rows = sorted
      .slice(0, MOST_ROWS)
      .map(({ tenant, model, month, sum }) => row({ tenant, model, month, other: false }, sum));
    if (sorted.length > MOST_ROWS) {
      const rest = new Sum();
      for (const { sum } of sorted.slice(MOST_ROWS)) rest.add(sum.before, sum.after, sum.events);
      rows.push(row({ tenant: null, model: null, month: null, other: true }, rest));
    }
    return rows;
  }
}

function row(names: Pick<DifferenceAnswer, "tenant" | "model" | "month" | "other">, sum: Sum): DifferenceAnswer {
  return {
    ...names,
    events: sum.events,
    before_usd: money(sum.before),
    after_usd: money(sum.after),
    difference_usd: formatAtto(sum.difference),
  };
}
