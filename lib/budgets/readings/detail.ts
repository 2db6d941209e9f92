import { pool } from "@/lib/platform/database";
import { decodePlace, pageOf } from "@/lib/platform/page";
import type { Reach } from "@/lib/platform/reach";
import { rfc3339 } from "@/lib/platform/time";
import { budgetAnswer } from "../changes/budget-answer";
import { notFound } from "../changes/faults";
import { loadBudget } from "../changes/in-change";
import { currentRules } from "../changes/rules";
import { coverageOf } from "../coverage/service";
import { forecastAnswer } from "../forecasts/forecast-answer";
import { forecasts } from "../forecasts/forecasts";
import { spanAt } from "../model/periods";
import { loadBudgets } from "../queries/load-budgets";
import { selectCrossings } from "../queries/select-crossings";
import { childrenAnswer, childrenOf, parentOf } from "./children";
import type { BudgetDetail, SubjectsQuery } from "./contract";
import { nothingUsed, readNow } from "./read-now";
import { countOver, mostUsedFirst, standingAnswer } from "./standing-answer";
import { noTemplate } from "./subject-scope";

const MOST_CROSSINGS = 200;
const DEAREST = 10;

/**
 * A budget with everything that is known of its current period; of a template, of one subject if it is asked for.
 * @throws not_found; validation_failed for a subject of no template
 */
export async function readBudget(id: string, reach: Reach, subject?: string): Promise<BudgetDetail> {
  const inUse = await loadBudgets(pool(), { archived: false, reach });
  const budget = inUse.find((each) => each.id === id) ?? (await loadBudget(pool(), id, reach));
  if (budget.each === null && subject !== undefined) throw noTemplate();
  const children = childrenOf(budget, inUse);
  const now = await readNow([budget, ...children], inUse);
  const standings = [...now.of(budget)].sort(mostUsedFirst);
  const own =
    budget.each === null
      ? standings[0]
      : subject && (standings.find((each) => each.subject === subject) ?? nothingUsed(budget, subject, now.atMs));
  const parent = parentOf(budget, inUse);
  if (own) await forecasts().refresh([own]);
  const { startMs } = spanAt(budget.period, now.atMs, currentRules());
  return {
    budget: budgetAnswer(budget, now.atMs),
    standing: own ? standingAnswer(own, now.atMs) : null,
    forecast: own ? forecastAnswer(forecasts().answerOf(own), own) : null,
    crossings: await selectCrossings(pool(), {
      budget: id,
      subject: subject || undefined,
      endsAfterMs: startMs,
      limit: MOST_CROSSINGS,
    }),
    parent: parent ? { id: parent.id, name: parent.name } : null,
    children: childrenAnswer(budget, children, now),
    subjects:
      budget.each === null
        ? null
        : {
            count: standings.length,
            over: countOver(standings),
            dearest: standings.slice(0, DEAREST).map((standing) => standingAnswer(standing, now.atMs)),
          },
    coverage: budget.mode === "observe" || budget.archivedAtMs !== null ? null : await coverageOf(budget.scope),
    as_of: rfc3339(now.atMs),
  };
}

/** The subjects of a template, those that used most of their limit first. @throws not_found, also for no template */
export async function listSubjects(id: string, query: SubjectsQuery, reach: Reach) {
  const place = decodePlace<readonly [number]>(query.cursor, ["number"]);
  const inUse = await loadBudgets(pool(), { archived: false, reach });
  const budget = inUse.find((each) => each.id === id && each.each !== null);
  if (!budget) throw notFound(id);
  const now = await readNow([budget], inUse);
  const wanted = query.q?.toLowerCase();
  const all = now.of(budget);
  const standings = all.filter(({ subject }) => !wanted || subject?.toLowerCase().includes(wanted)).sort(mostUsedFirst);
  const from = place?.[0] ?? 0;
  const { shown, next_cursor } = pageOf(standings.slice(from, from + query.limit + 1), query.limit, () => [from + query.limit]);
  return {
    subjects: shown.map((standing) => standingAnswer(standing, now.atMs)),
    count: all.length,
    over: countOver(all),
    next_cursor,
    as_of: rfc3339(now.atMs),
  };
}
