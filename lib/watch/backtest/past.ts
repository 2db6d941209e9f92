import { type BaselineMeasure, type BaselineState, newSchedule } from "@/lib/anomalies/service";
import type { Subject } from "../subject";
import type { HourRow } from "./queries/read-hours";

/** What is known of one subject while a back-test goes through its hours. */
export class Past {
  readonly subject: Subject;
  readonly baselines = new Map<BaselineMeasure, BaselineState>();
  readonly schedule = newSchedule();
  readonly sums: number[] = [];
  private readonly byHour = new Map<number, HourRow>();
  private readonly active: number[] = [];
  sinceMs: number | null = null;
  total = 0;
  rows: HourRow[] = [];
  next = 0;

  constructor(subject: Subject) {
    this.subject = subject;
  }

  /** Takes a part of the subject's usage; hours that several parts have add up. `ready` puts them in order. */
  add(rows: readonly HourRow[]): void {
    for (const row of rows) {
      this.total += row.usd;
      const known = this.byHour.get(row.hourMs);
      if (!known) this.byHour.set(row.hourMs, { ...row });
      else {
        known.requests += row.requests;
        known.tokens += row.tokens;
        known.output += row.output;
        known.usd += row.usd;
      }
    }
  }

  ready(): this {
    this.rows = [...this.byHour.values()].sort((left, right) => left.hourMs - right.hourMs);
    return this;
  }

  /** The row of an hour; hours come in order. */
  at(hourMs: number): HourRow | undefined {
    const row = this.rows[this.next];
    if (row?.hourMs !== hourMs) return undefined;
    this.next += 1;
    return row;
  }

  get median(): number {
    const { active } = this;
    const half = active.length >> 1;
    return active.length === 0
      ? 0
      : active.length % 2 === 1
        ? (active[half] ?? 0)
        : ((active[half] ?? 0) + (active[half - 1] ?? 0)) / 2;
  }

  get activeHours(): number {
    return this.active.length;
  }

  /** Keeps the active hours sorted. */
  learnActive(tokens: number): void {
    if (tokens <= 0) return;
    let low = 0;
    let high = this.active.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.active[middle] ?? 0) < tokens) low = middle + 1;
      else high = middle;
    }
    this.active.splice(low, 0, tokens);
  }
}
