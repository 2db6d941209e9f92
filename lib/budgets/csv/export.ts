import { nowMs } from "@/lib/platform/clock";
import { formatAtto } from "@/lib/platform/decimal";
import type { Reach } from "@/lib/platform/reach";
import { csvResponse } from "@/lib/spend/service";
import type { BudgetRecord } from "../model/budget";
import { baseLimitAt } from "../model/limits";
import type { BudgetsQuery } from "../readings/contract";
import { chooseBudgets } from "../readings/list";
import { periodCell, scopeCell, thresholdsCell } from "./cells";
import { CSV_COLUMNS } from "./contract";

function cells(budget: BudgetRecord): (string | null)[] {
  const { name, scope, each, measure, period, mode, onUnavailable, thresholds, owner, notes } = budget;
  const limit = baseLimitAt(budget, nowMs()) ?? budget.limits[0]?.amount ?? 0n;
  return [
    ...[name, scopeCell(scope), each, measure, periodCell(period), formatAtto(limit), mode, onUnavailable],
    ...[thresholds.length > 0 ? thresholdsCell(thresholds) : "none", owner, notes],
  ];
}

/** The budgets asked for as CSV, in the columns an import takes. */
export async function exportBudgets(query: BudgetsQuery, reach: Reach): Promise<Response> {
  const { chosen } = await chooseBudgets(query, reach);
  async function* rows() {
    yield chosen.map(cells);
  }
  return csvResponse("budgets", CSV_COLUMNS, rows());
}
