import { nowMs } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { atto, formatAtto } from "@/lib/platform/decimal";
import { isDomainError } from "@/lib/platform/errors";
import type { Reach } from "@/lib/platform/reach";
import { DAY_MS, periods, QUARTER_MS, rfc3339 } from "@/lib/platform/time";
import { readUsage, type UsageReader } from "@/lib/spend/service";
import { checkZone } from "../changes/change-budgets";
import { faultsOfTerms } from "../changes/check-terms";
import { invalid } from "../changes/faults";
import { makeRecord } from "../changes/make-record";
import { requireWithin } from "../changes/require-within";
import { currentRules } from "../changes/rules";
import type { PreviewBody } from "../contract";
import { forecastAnswer } from "../forecasts/forecast-answer";
import { forecasts } from "../forecasts/forecasts";
import type { BudgetRecord } from "../model/budget";
import { ratioOf } from "../model/figures";
import { type BudgetSpan, spansBefore } from "../model/periods";
import { isFromEvents } from "../model/scope";
import { loadBudgets } from "../queries/load-budgets";
import type { Preview } from "../readings/contract";
import { groupBudgets, type ReadingGroup } from "../readings/groups";
import { readGroup } from "../readings/read-group";
import { readNow } from "../readings/read-now";
import { countOver, mostUsedFirst, standingAnswer } from "../readings/standing-answer";
import { type PastCrossing, pastCrossings } from "./past-crossings";
import { previewSentence } from "./sentence";

const PAST_PERIODS = 3;
const HOURLY_UP_TO_MS = 100 * DAY_MS;

interface PastPeriod {
  span: BudgetSpan;
  spent: bigint;
  subjectsOver: number | null;
  crossed: PastCrossing[];
}

/** What a budget that is not saved would show now, and would have crossed before. @throws validation_failed */
export async function previewBudget(body: PreviewBody, reach: Reach): Promise<Preview> {
  const rules = currentRules();
  checkZone(body.timezone, rules.zone);
  const atMs = nowMs();
  const budget = makeRecord(body, "preview", atMs);
  requireWithin(budget, reach);
  const faults = faultsOfTerms(budget, rules, atMs);
  if (faults.length > 0) throw invalid(faults);
  const all = [...(await loadBudgets(pool(), { archived: false, reach })), budget];
  const now = await readNow([budget], all);
  const standings = [...now.of(budget)].sort(mostUsedFirst);
  const own = budget.each === null ? standings[0] : undefined;
  if (own) await forecasts().refresh([own]);
  const spans = spansBefore(budget.period, atMs, rules, PAST_PERIODS + 1).slice(1);
  const past = spans.length > 0 ? await readPast(budget, all, spans, atto(body.limit), rules.zone) : [];
  const limit = atto(body.limit);
  return {
    standing: own ? standingAnswer(own, now.atMs) : null,
    subjects: budget.each === null ? null : { count: standings.length, over: countOver(standings) },
    forecast: own ? forecastAnswer(forecasts().answerOf(own), own) : null,
    past: past.map(({ span, spent, subjectsOver, crossed }) => ({
      period_start: rfc3339(span.startMs),
      period_end: rfc3339(span.endMs),
      spent: formatAtto(spent),
      used_ratio: ratioOf(spent, limit),
      subjects_over: subjectsOver,
      crossed: crossed.map((each) => ({ percent: each.percent, at: rfc3339(each.atMs) })),
    })),
    sentence: sentenceOf(budget, past, rules.zone),
    as_of: rfc3339(now.atMs),
  };
}

function sentenceOf(budget: BudgetRecord, past: readonly PastPeriod[], zone: string): string {
  if (past.length === 0) return "There is no earlier period to compare with.";
  if (budget.each === null) {
    return previewSentence(
      past.map(({ crossed, spent }) => ({ crossed, used: spent > 0n })),
      budget.period.kind,
      zone,
    );
  }
  const over = past.map(({ subjectsOver }) => subjectsOver ?? 0).reverse();
  return `Of every ${budget.each}, ${over.join(", ")} would have been over the limit in the last ${past.length} periods, oldest first.`;
}

/** The periods' usage by hour (by day in long ones); newest first. */
async function readPast(
  budget: BudgetRecord,
  all: readonly BudgetRecord[],
  spans: readonly BudgetSpan[],
  limit: bigint,
  zone: string,
): Promise<PastPeriod[]> {
  const [group] = groupBudgets([budget], all);
  if (!group) return [];
  if (!isFromEvents(group.shape)) return readUsage((reader) => readTogether(reader, group, budget, spans, limit, zone));
  // What is added up from events is read over one period at a time, as far back as they are kept.
  const found: PastPeriod[] = [];
  for (const span of spans) {
    try {
      found.push(...(await readUsage((reader) => readTogether(reader, group, budget, [span], limit, zone))));
    } catch (error) {
      if (!isDomainError(error)) throw error;
    }
  }
  return found;
}

async function readTogether(
  reader: UsageReader,
  group: ReadingGroup,
  budget: BudgetRecord,
  spans: readonly BudgetSpan[],
  limit: bigint,
  zone: string,
): Promise<PastPeriod[]> {
  const [first, last] = [spans.at(-1)?.startMs ?? 0, spans[0]?.endMs ?? 0];
  const unit = last - first <= HOURLY_UP_TO_MS && budget.each === null ? "hour" : "day";
  const inner = periods(first, last, unit, zone).map(({ startMs }) => Math.floor(startMs / QUARTER_MS) * QUARTER_MS);
  const edges = spans.flatMap(({ startMs, endMs }) => [startMs, endMs]);
  const chosen = budget.each === null ? [...inner, ...edges] : edges;
  const cuts = [...new Set(chosen)].filter((ms) => ms >= first && ms <= last).sort((a, b) => a - b);
  const { parts, found } = await readGroup(reader, group, cuts);
  return spans.map((span) => {
    const inside = parts.map(({ startMs, endMs }) => startMs >= span.startMs && endMs <= span.endMs);
    let [spent, subjectsOver] = [0n, 0];
    let crossed: PastCrossing[] = [];
    for (const { amounts } of found.values()) {
      const own = parts.flatMap(({ endMs }, at) => (inside[at] ? [{ endMs, amount: amounts[at] ?? 0n }] : []));
      const used = own.reduce((sum, { amount }) => sum + amount, 0n);
      spent += used;
      if (used >= limit) subjectsOver++;
      if (budget.each === null) crossed = pastCrossings(own, limit, budget.thresholds);
    }
    return { span, spent, subjectsOver: budget.each === null ? null : subjectsOver, crossed };
  });
}
