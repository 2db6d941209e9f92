import { uuidv7 } from "uuidv7";
import type { TouchedNote } from "@/lib/metering/service";
import { nowMs } from "@/lib/platform/clock";
import { isDomainError } from "@/lib/platform/errors";
import { log } from "@/lib/platform/log";
import { readUsage, type UsageReader } from "@/lib/spend/service";
import { isReached, measuredBy } from "../model/figures";
import { limitAt } from "../model/limits";
import { type BudgetSpan, type Calendar, closedSpans } from "../model/periods";
import { isFromEvents } from "../model/scope";
import { type PartAmounts, readGroup } from "../readings/read-group";
import type { LiveGroup } from "../standings/live";
import type { Crossing } from "./crossing";

/** Usage that came for periods which are over: facts about them are noted, judged by the limit in force when each ended. */
export async function judgeClosed(
  groups: readonly LiveGroup[],
  notes: readonly TouchedNote[],
  calendar: Calendar,
): Promise<Crossing[]> {
  const found: Crossing[] = [];
  const due = groups.flatMap((live) => {
    const late = notes.filter(({ firstMs }) => firstMs < live.span.startMs || live.span.endMs <= nowMs());
    const spans = live.unreadable || late.length === 0 ? [] : spansOf(live, late, calendar);
    return spans.length > 0 ? [{ live, late, spans }] : [];
  });
  if (due.length === 0) return found;
  await readUsage(async (reader) => {
    for (const { live, late, spans } of due) {
      // What is added up from events is not read over longer ranges than one period.
      const readings = isFromEvents(live.group.shape) ? spans.map((span) => [span]) : [spans];
      for (const together of readings) found.push(...(await judgeSpans(reader, live, late, together)));
    }
  });
  return found;
}

/** Periods that are over and were touched, oldest first, from the first in which a budget had a limit. */
function spansOf(live: LiveGroup, notes: readonly TouchedNote[], calendar: Calendar): BudgetSpan[] {
  const firstMs = Math.min(...notes.map((note) => note.firstMs));
  const lastMs = Math.max(...notes.map((note) => note.lastMs));
  const madeMs = Math.min(...live.group.budgets.map(({ createdAtMs }) => createdAtMs));
  return closedSpans(live.period, Math.max(firstMs, madeMs), lastMs, nowMs(), calendar).reverse();
}

/** Usage whose events retention has removed cannot be judged any more, and must not keep the rest from being. */
async function readUnlessRemoved(
  reader: UsageReader,
  { group }: LiveGroup,
  cuts: readonly number[],
  tenants?: ReadonlySet<string>,
) {
  try {
    return (await readGroup(reader, group, cuts, { tenants })).found;
  } catch (error) {
    if (!isDomainError(error)) throw error;
    log().warn({ err: error, budgets: group.budgets.map(({ id }) => id) }, "late usage of budgets cannot be read");
    return new Map<string, PartAmounts>();
  }
}

async function judgeSpans(
  reader: UsageReader,
  live: LiveGroup,
  notes: readonly TouchedNote[],
  spans: readonly BudgetSpan[],
): Promise<Crossing[]> {
  const tenants = live.tenantsToRead(notes.flatMap((note) => note.tenants)) ?? undefined;
  if (tenants?.size === 0) return [];
  const cuts = [...spans.map(({ startMs }) => startMs), spans.at(-1)?.endMs ?? 0];
  const found = await readUnlessRemoved(reader, live, cuts, tenants);
  const notedMs = nowMs();
  const crossings: Crossing[] = [];
  for (const { budget, subject, amounts } of found.values()) {
    for (const [at, { startMs, endMs }] of spans.entries()) {
      const limit = limitAt(budget, endMs - 1);
      if (limit === null) continue;
      const spent = amounts[at] ?? 0n;
      const figures = { spent, limit, forecast: null, fast: 0, slow: 0 };
      const inside = notes.filter((note) => note.firstMs < endMs && note.lastMs >= startMs);
      for (const threshold of budget.thresholds) {
        if (threshold.kind !== "actual" || inside.length === 0 || !isReached(threshold, figures)) continue;
        crossings.push({
          id: uuidv7(),
          ...{ budget, subject, threshold, spent, limit, notedMs },
          episode: false,
          periodStartMs: startMs,
          periodEndMs: endMs,
          measured: measuredBy(threshold, figures),
          forecast: null,
          eventMs: Math.min(endMs - 1, Math.max(...inside.map((note) => note.lastMs))),
          sinceClose: Math.min(...inside.map((note) => note.notedMs)) >= endMs,
          cause: inside.at(-1)?.cause ?? "ingest",
        });
      }
    }
  }
  return crossings;
}
