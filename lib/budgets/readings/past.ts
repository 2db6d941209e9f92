import { nowMs } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { formatAtto } from "@/lib/platform/decimal";
import type { Reach } from "@/lib/platform/reach";
import { rfc3339 } from "@/lib/platform/time";
import { readUsage } from "@/lib/spend/service";
import { currentRules } from "../changes/rules";
import { ratioOf } from "../model/figures";
import { limitAt } from "../model/limits";
import { spansBefore } from "../model/periods";
import { selectCrossings } from "../queries/select-crossings";
import type { History, HistoryQuery } from "./contract";
import { amountIn } from "./groups";
import { readSpans } from "./read-spans";
import { askedBudget } from "./subject-scope";

const MOST_CROSSINGS = 1000;

/** Past periods and the current one: the limit in force when each ended (or now) against what was spent. @throws not_found */
export async function readHistory(id: string, query: HistoryQuery, reach: Reach): Promise<History> {
  const { budget, subject, scope } = await askedBudget(id, query.subject, reach);
  const atMs = nowMs();
  const spans = spansBefore(budget.period, atMs, currentRules(), query.periods).reverse();
  const used = await readUsage((reader) => readSpans(reader, scope, spans));
  const crossings = await selectCrossings(pool(), {
    budget: id,
    subject,
    endsAfterMs: spans[0]?.startMs ?? atMs,
    limit: MOST_CROSSINGS,
  });
  const periods = spans.flatMap(({ startMs, endMs }, at) => {
    const own = used[at];
    if (!own) return [];
    const spent = own.reduce((sum, row) => sum + amountIn(row, budget.measure), 0n);
    const limit = limitAt(budget, Math.min(endMs - 1, atMs));
    const from = rfc3339(startMs);
    return {
      period_start: from,
      period_end: rfc3339(endMs),
      limit: limit === null ? null : formatAtto(limit),
      spent: formatAtto(spent),
      used_ratio: limit === null ? null : ratioOf(spent, limit),
      unpriced_requests: Number(own.reduce((sum, row) => sum + row.unpriced, 0n)),
      crossings: crossings.filter(
        (crossing) => Date.parse(crossing.period_start) >= startMs && Date.parse(crossing.period_start) < endMs,
      ),
    };
  });
  return { periods: periods.reverse(), as_of: rfc3339(atMs) };
}
