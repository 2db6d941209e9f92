import { type Atto, formatAtto, parseAtto } from "@/lib/platform/decimal";
import { type CalendarUnit, periods, type Weekday } from "@/lib/platform/time";
import { assignSlots } from "./palette";

/** One group's amount in one period. Amounts are decimal texts; null where none is known. */
export interface StackCell {
  startMs: number;
  /** Null: the sum of all groups beyond the answer's limit. */
  group: string | null;
  /** What people call the group, where that is not its own name. */
  label?: string;
  amount: string | null;
}

export interface StackSeries {
  key: string;
  label: string;
  /** Index into the palette; null for "Other". */
  slot: number | null;
  total: string;
}

export interface StackPoint {
  startMs: number;
  /** Not over yet: its bar is hatched. */
  partial: boolean;
  /** Exact decimal text by series key. */
  amounts: Record<string, string>;
  total: string;
}

export interface Stack {
  series: StackSeries[];
  points: StackPoint[];
  total: string;
}

export const OTHER = "\u0000other";
const MOST = 9;

interface Options {
  fromMs: number;
  toMs: number;
  unit: CalendarUnit;
  zone: string;
  weekStartsOn: Weekday;
  nowMs: number;
  /** False for what cannot be summed (percentiles): no Other, and totals mean nothing. */
  additive?: boolean;
}

/**
 * Rows of a report as stacked bars: the nine biggest groups, the rest as Other, every period of the
 * range present. Sums are exact.
 */
export function stackOf(cells: readonly StackCell[], options: Options): Stack {
  const totals = new Map<string, Atto>();
  const labels = new Map<string, string>();
  for (const { group, label, amount } of cells) {
    const key = group ?? OTHER;
    if (label !== undefined) labels.set(key, label);
    totals.set(key, (totals.get(key) ?? 0n) + (parseAtto(amount ?? "0") ?? 0n));
  }
  // A group without any amount has nothing to draw: unpriced usage must not read as zero.
  const ranked = [...totals]
    .filter(([key, total]) => key !== OTHER && total !== 0n)
    .sort((a, b) => (a[1] === b[1] ? (a[0] < b[0] ? -1 : 1) : a[1] < b[1] ? 1 : -1));
  const additive = options.additive ?? true;
  const kept = new Set(ranked.slice(0, MOST).map(([key]) => key));
  const keyOf = (group: string | null) => (group !== null && kept.has(group) ? group : OTHER);

  const byPeriod = new Map<number, Map<string, Atto>>();
  for (const { startMs, group, amount } of cells) {
    const period = byPeriod.get(startMs) ?? new Map<string, Atto>();
    const key = keyOf(group);
    if (amount === null || (key === OTHER && !additive)) continue;
    period.set(key, (period.get(key) ?? 0n) + (parseAtto(amount ?? "0") ?? 0n));
    byPeriod.set(startMs, period);
  }

  const points = periods(options.fromMs, options.toMs, options.unit, options.zone, options.weekStartsOn)
    .filter(({ startMs }) => startMs <= options.nowMs || byPeriod.has(startMs))
    .map(({ startMs, endMs }): StackPoint => {
      const amounts = byPeriod.get(startMs) ?? new Map<string, Atto>();
      return {
        startMs,
        partial: endMs > options.nowMs,
        amounts: Object.fromEntries([...amounts].map(([key, value]) => [key, formatAtto(value)])),
        total: formatAtto([...amounts.values()].reduce((sum, value) => sum + value, 0n)),
      };
    });

  const slots = assignSlots([...kept]);
  const series: StackSeries[] = ranked
    .slice(0, MOST)
    .map(([key, total]) => ({ key, label: labels.get(key) ?? key, slot: slots.get(key) ?? 0, total: formatAtto(total) }));
  const rest = ranked.slice(MOST).reduce((sum, [, total]) => sum + total, totals.get(OTHER) ?? 0n);
  if (additive && rest !== 0n) series.push({ key: OTHER, label: "Other", slot: null, total: formatAtto(rest) });
  return { series, points, total: formatAtto([...totals.values()].reduce((sum, value) => sum + value, 0n)) };
}
