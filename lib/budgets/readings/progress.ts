import { nowMs } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { formatAtto } from "@/lib/platform/decimal";
import type { Reach } from "@/lib/platform/reach";
import { DAY_MS, periods, QUARTER_MS, rfc3339 } from "@/lib/platform/time";
import { readUsage } from "@/lib/spend/service";
import { currentRules } from "../changes/rules";
import { estimateText } from "../forecasts/forecast-answer";
import { forecasts } from "../forecasts/forecasts";
import { limitAt } from "../model/limits";
import { spanAt } from "../model/periods";
import { loadBudgets } from "../queries/load-budgets";
import type { Progress } from "./contract";
import { amountIn } from "./groups";
import { nothingUsed, readNow } from "./read-now";
import { askedBudget } from "./subject-scope";

const HOURLY_UP_TO_MS = 3 * DAY_MS + DAY_MS / 12;

/** What was spent through the current period, and the forecast of the rest. @throws not_found, validation_failed */
export async function readProgress(id: string, subjectAsked: string | undefined, reach: Reach): Promise<Progress> {
  const { budget, subject, scope } = await askedBudget(id, subjectAsked, reach);
  const rules = currentRules();
  const atMs = nowMs();
  const span = spanAt(budget.period, atMs, rules);
  const unit = span.endMs - span.startMs <= HOURLY_UP_TO_MS ? "hour" : "day";
  const untilMs = Math.max(span.startMs, Math.min(span.endMs, Math.floor(atMs / QUARTER_MS) * QUARTER_MS + QUARTER_MS));
  const edges = (span.startMs < untilMs ? periods(span.startMs, untilMs, unit, rules.zone) : [])
    .map(({ endMs }) => Math.floor(endMs / QUARTER_MS) * QUARTER_MS)
    .filter((ms) => ms > span.startMs && ms < untilMs);
  const cuts = [span.startMs, ...edges, untilMs];
  const { rows } = await readUsage((reader) => reader.sum({ groupBy: Object.keys(scope), filters: scope, cuts }));
  const points = [{ at: rfc3339(span.startMs), spent: "0" }];
  let spent = 0n;
  for (const [at, endMs] of cuts.slice(1).entries()) {
    for (const row of rows) if (row.period === at) spent += amountIn(row, budget.measure);
    points.push({ at: rfc3339(Math.min(endMs, Math.max(atMs, span.startMs))), spent: formatAtto(spent) });
  }
  const now = await readNow(
    [budget],
    await loadBudgets(pool(), { archived: false, reach }),
    subject === null ? undefined : [subject],
  );
  const standing = now.of(budget).find((each) => each.subject === subject) ?? nothingUsed(budget, subject, atMs);
  await forecasts().refresh([standing]);
  const answer = forecasts().answerOf(standing);
  const text = (value: number) => estimateText(value, budget.measure);
  return {
    period_start: rfc3339(span.startMs),
    period_end: rfc3339(span.endMs),
    limit: formatAtto(limitAt(budget, atMs) ?? 0n),
    points,
    band:
      answer?.kind === "forecast"
        ? answer.band.map(({ atMs: at, expected, low, high }) => ({
            at: rfc3339(Math.round(at)),
            expected: text(expected),
            low: text(low),
            high: text(high),
          }))
        : [],
    as_of: rfc3339(atMs),
  };
}
