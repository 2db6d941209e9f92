import { pool } from "@/lib/platform/database";
import { decodePlace, pageOf } from "@/lib/platform/page";
import type { Reach } from "@/lib/platform/reach";
import { rfc3339 } from "@/lib/platform/time";
import { budgetAnswer } from "../changes/budget-answer";
import { forecastAnswer } from "../forecasts/forecast-answer";
import { forecasts } from "../forecasts/forecasts";
import type { BudgetRecord } from "../model/budget";
import { loadBudgets } from "../queries/load-budgets";
import type { LiveStanding } from "../standings/live";
import type { BudgetsQuery, ListedBudget } from "./contract";
import { readNow } from "./read-now";
import { countOver, mostUsedFirst, standingAnswer } from "./standing-answer";

interface Listed {
  budget: BudgetRecord;
  /** Its own, or its dearest subject's. */
  worst: LiveStanding | undefined;
  standings: LiveStanding[];
  breachMs: number;
}

const contains = (text: string, part: string) => text.toLowerCase().includes(part.toLowerCase());

function isAskedFor(budget: BudgetRecord, query: BudgetsQuery): boolean {
  const { q, measure, mode, each, tenant, period } = query;
  if (measure && budget.measure !== measure) return false;
  if (mode && budget.mode !== mode) return false;
  if (each && (budget.each ?? "none") !== each) return false;
  if (period && budget.period.kind !== period) return false;
  if (tenant && !budget.scope.tenant?.includes(tenant)) return false;
  return (
    !q || contains(budget.name, q) || Object.values(budget.scope).some((values) => values.some((value) => contains(value, q)))
  );
}

/** The budgets asked for, without figures. */
export async function chooseBudgets(query: BudgetsQuery, reach: Reach): Promise<{ all: BudgetRecord[]; chosen: BudgetRecord[] }> {
  const archived = query.state === "all" ? undefined : query.state === "archived";
  const all = await loadBudgets(pool(), { archived, reach });
  return {
    all: all.filter(({ archivedAtMs }) => archivedAtMs === null),
    chosen: all.filter((budget) => isAskedFor(budget, query)),
  };
}

const ORDERS: Record<BudgetsQuery["sort"], (a: Listed, b: Listed) => number> = {
  name: (a, b) => (a.budget.name < b.budget.name ? -1 : a.budget.name > b.budget.name ? 1 : 0),
  created: (a, b) => b.budget.createdAtMs - a.budget.createdAtMs,
  used: (a, b) => (b.worst?.usedRatio ?? -1) - (a.worst?.usedRatio ?? -1),
  risk: (a, b) => {
    const over = ({ worst }: Listed) => worst !== undefined && worst.spent >= worst.limit;
    if (over(a) !== over(b)) return over(a) ? -1 : 1;
    if (!over(a) && a.breachMs !== b.breachMs) return a.breachMs - b.breachMs;
    return ORDERS.used(a, b);
  },
};

/** Budgets with where they stand and where they go, in the order asked for. */
export async function listBudgets(query: BudgetsQuery, reach: Reach) {
  const place = decodePlace<readonly [number]>(query.cursor, ["number"]);
  const { all, chosen } = await chooseBudgets(query, reach);
  const now = await readNow(chosen, all);
  const listed: Listed[] = chosen.map((budget) => {
    const standings = now.of(budget);
    return { budget, standings, worst: [...standings].sort(mostUsedFirst)[0], breachMs: Number.POSITIVE_INFINITY };
  });
  await forecasts().refreshSoon(listed.flatMap(({ worst }) => (worst ? [worst] : [])));
  const answers = new Map<Listed, ListedBudget>();
  for (const each of listed) {
    const { budget, worst, standings } = each;
    const forecast = worst ? forecastAnswer(forecasts().answerOf(worst), worst) : null;
    if (forecast?.breach_at) each.breachMs = Date.parse(forecast.breach_at);
    answers.set(each, {
      budget: budgetAnswer(budget, now.atMs),
      standing: worst ? standingAnswer(worst, now.atMs) : null,
      subjects: budget.each === null ? null : { count: standings.length, over: countOver(standings) },
      forecast,
    });
  }
  const from = place?.[0] ?? 0;
  const ordered = listed.sort((a, b) => ORDERS[query.sort](a, b) || (a.budget.id < b.budget.id ? -1 : 1));
  // Figures move between two pages: a page is told by its place, not by a value.
  const rows = ordered.slice(from, from + query.limit + 1);
  const { shown, next_cursor } = pageOf(rows, query.limit, () => [from + query.limit]);
  return { budgets: shown.flatMap((each) => answers.get(each) ?? []), next_cursor, as_of: rfc3339(now.atMs) };
}
