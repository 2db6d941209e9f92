import { type Atto, atto, formatAtto } from "@/lib/platform/decimal";
import { localDate, QUARTER_MS } from "@/lib/platform/time";
import type { ReAttributionAnswer } from "./contract";
import { type MovableEvent, movedTo, type Names, type Selection } from "./selection";

type NamedRow = ReAttributionAnswer["differences"][number];
type DayRow = ReAttributionAnswer["by_day"][number];

/** What leaves (below zero) and enters one combination of names on one day of the organisation's zone. */
export interface Part extends Names {
  day: string;
  events: number;
  cost: Atto;
}

const MOST_ROWS = 1000;
const size = (value: Atto) => (value < 0n ? -value : value);

/** Adds up what leaves and what enters. Both are the same dollars. */
export class Difference {
  events = 0;
  cost: Atto = 0n;
  private readonly groups = new Map<string, Part>();
  private readonly days = new Map<number, string>();

  constructor(private readonly zone: string) {}

  add(event: MovableEvent, selection: Pick<Selection, "set">): void {
    const cost = event.effective_cost === null ? 0n : atto(event.effective_cost);
    this.events++;
    this.cost += cost;
    const day = this.dayOf(event.time_ms);
    this.count(event, day, -1, -cost);
    this.count(movedTo(event, selection), day, 1, cost);
  }

  get parts(): Part[] {
    return [...this.groups.values()];
  }

  private dayOf(ms: number): string {
    const quarter = Math.floor(ms / QUARTER_MS);
    const known = this.days.get(quarter);
    if (known !== undefined) return known;
    const day = localDate(ms, this.zone);
    this.days.set(quarter, day);
    return day;
  }

  private count({ tenant, feature, environment }: Names, day: string, events: number, cost: Atto): void {
    const key = [day, tenant, feature, environment].join("\u001f");
    const group = this.groups.get(key) ?? { day, tenant, feature, environment, events: 0, cost: 0n };
    this.groups.set(key, group);
    group.events += events;
    group.cost += cost;
  }
}

function largest<T extends { events: number; cost: Atto }>(groups: readonly T[]): { shown: T[]; rest: T | null } {
  const sorted = [...groups].sort((a, b) => {
    const [left, right] = [size(a.cost), size(b.cost)];
    return left === right ? Math.abs(b.events) - Math.abs(a.events) : left < right ? 1 : -1;
  });
  const others = sorted.slice(MOST_ROWS);
  const [first] = others;
  const events = others.reduce((sum, group) => sum + group.events, 0);
  const cost = others.reduce((sum, group) => sum + group.cost, 0n);
  const rest = first ? { ...first, events, cost } : null;
  return { shown: sorted.slice(0, MOST_ROWS), rest };
}

const amounts = ({ events, cost }: { events: number; cost: Atto }) => ({ events, difference_usd: formatAtto(cost) });

function named({ tenant, feature, environment, ...sum }: Part): NamedRow {
  return { tenant, feature, environment, ...amounts(sum), other: false };
}

/** By tenant, feature and environment, and the same by day: the largest first, what is beyond a thousand rows as one. */
export function shownParts(parts: readonly Part[]): { differences: NamedRow[]; by_day: DayRow[] } {
  const byName = new Map<string, Part>();
  for (const part of parts) {
    const key = [part.tenant, part.feature, part.environment].join("\u001f");
    const known = byName.get(key);
    byName.set(
      key,
      known ? { ...known, events: known.events + part.events, cost: known.cost + part.cost } : { ...part, day: "" },
    );
  }
  const none = { tenant: null, feature: null, environment: null, other: true };
  const names = largest([...byName.values()]);
  const days = largest(parts);
  const inOrder = days.shown.sort((a, b) => (a.day === b.day ? (a.cost < b.cost ? -1 : 1) : a.day < b.day ? -1 : 1));
  return {
    differences: [...names.shown.map(named), ...(names.rest ? [{ ...none, ...amounts(names.rest) }] : [])],
    by_day: [
      ...inOrder.map((part) => ({ day: part.day, ...named(part) })),
      ...(days.rest ? [{ day: null, ...none, ...amounts(days.rest) }] : []),
    ],
  };
}
