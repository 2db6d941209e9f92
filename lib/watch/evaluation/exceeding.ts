import type { TouchedNote } from "@/lib/metering/service";
import { HOUR_MS } from "@/lib/platform/time";
import { MEASURED_COLUMNS, type MeasuredAmount } from "../facts/service";
import type { StoredRule } from "../rules/service";

/** From where on the index of events worth a look holds every one (usage_event_notable). */
const INDEXED_FROM: Readonly<Record<MeasuredAmount, number>> = {
  spend_usd: 0.1,
  tokens: 20_000,
  output_tokens: 20_000,
  latency_ms: 10_000,
  attempt: 1,
};
/** A batch over more time than this is an import: of what is past, what the index holds is told. */
const LONGEST_BATCH_MS = 6 * HOUR_MS;

/** Calls that go beyond the number of a rule. */
export interface Exceeding {
  column: string;
  above: number;
}

/** What rules over single calls ask for below what is indexed: the least number of each measure. */
export function exceedingOf(rules: readonly StoredRule[]): Exceeding[] {
  const least = new Map<MeasuredAmount, number>();
  for (const { condition } of rules) {
    if (condition.kind !== "amount" || condition.above >= INDEXED_FROM[condition.amount]) continue;
    least.set(condition.amount, Math.min(condition.above, least.get(condition.amount) ?? Number.POSITIVE_INFINITY));
  }
  return [...least].map(([amount, above]) => ({ column: MEASURED_COLUMNS[amount], above }));
}

/** Where the calls of these notes lie, for a reading of every one of them; imports are left out. */
export function whereTheyLie(notes: readonly TouchedNote[]): { tenants: string[]; from: Date; to: Date; received: Date[] }[] {
  const recent = notes.filter(({ firstMs, lastMs }) => lastMs - firstMs <= LONGEST_BATCH_MS);
  // Batches of about the same time in one reading; what came late in readings of its own.
  const groups = new Map<number, TouchedNote[]>();
  for (const note of recent) {
    const hour = Math.floor(note.firstMs / LONGEST_BATCH_MS);
    groups.set(hour, [...(groups.get(hour) ?? []), note]);
  }
  return [...groups.values()].map((list) => ({
    tenants: [...new Set(list.flatMap(({ tenants }) => tenants))],
    from: new Date(Math.min(...list.map(({ firstMs }) => firstMs))),
    to: new Date(Math.max(...list.map(({ lastMs }) => lastMs))),
    received: [...new Set(list.map(({ notedMs }) => notedMs))].map((ms) => new Date(ms)),
  }));
}
