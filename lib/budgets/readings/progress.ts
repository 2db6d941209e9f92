import { nowMs } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { formatAtto } from "@/lib/platform/decimal";
import type { Reach } from "@/lib/platform/reach";
import { rfc3339 } from "@/lib/platform/time";
import { readUsage } from "@/lib/spend/service";
import { currentRules } from "../changes/rules";
import { estimateText } from "../forecasts/forecast-answer";
import { forecasts } from "../forecasts/forecasts";
import { limitAt } from "../model/limits";
import { spanAt } from "../model/periods";
import { loadBudgets } from "../queries/load-budgets";
import type { Progress } from "./contract";
import { readCourse } from "./course";
import { nothingUsed, readNow } from "./read-now";
import { askedBudget } from "./subject-scope";

/** What was spent through the current period, and the forecast of the rest. @throws not_found, validation_failed */
export async function readProgress(id: string, subjectAsked: string | undefined, reach: Reach): Promise<Progress> {
  const { budget, subject, scope } = await askedBudget(id, subjectAsked, reach);
  const rules = currentRules();
  const atMs = nowMs();
  const span = spanAt(budget.period, atMs, rules);
  const points = await readUsage((reader) => readCourse(reader, budget, scope, span, atMs, rules.zone));
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
    ends_at: rfc3339(answer?.periodEndMs ?? span.endMs),
    limit: formatAtto(limitAt(budget, atMs) ?? 0n),
    points: points.map((point) => ({ at: rfc3339(point.atMs), spent: formatAtto(point.spent) })),
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
