import { nowMs } from "@/lib/platform/clock";
import { formatAtto } from "@/lib/platform/decimal";
import type { Reach } from "@/lib/platform/reach";
import { DAY_MS, periods, QUARTER_MS, rfc3339 } from "@/lib/platform/time";
import { readUsage } from "@/lib/spend/service";
import { invalid } from "../changes/faults";
import { currentRules } from "../changes/rules";
import { SCOPE_DIMENSIONS } from "../fields/contract";
import { spanAt } from "../model/periods";
import type { ExplainQuery, Explanation } from "./contract";
import { amountIn } from "./groups";
import { askedBudget } from "./subject-scope";

const LABELS = /^(user$|tag:)/;
const TWO_DAYS_MS = 2 * DAY_MS;

/** The dimension that says most: the first that the scope leaves open or names several values of. */
function openDimension(scope: Record<string, readonly string[]>): string {
  const open = ["tenant", "feature", "model", "environment", "provider", "key"].find((name) => scope[name]?.length !== 1);
  return open ?? "model";
}

function checkGrouping(name: string, scope: Record<string, readonly string[]>): void {
  const known = SCOPE_DIMENSIONS.some((dimension) => dimension === name) || name in scope;
  if (!known) {
    const detail = `is no dimension to explain by; these are: ${SCOPE_DIMENSIONS.join(", ")}`;
    throw invalid([{ pointer: "/query/group_by", detail }]);
  }
  // Usage without the label would have no row, and the rows would no longer sum up.
  if (LABELS.test(name) && !(name in scope)) {
    const detail = `leaves out usage without a ${name}: take another dimension`;
    throw invalid([{ pointer: "/query/group_by", detail }]);
  }
}

/**
 * The rollup rows of a period, by day (by hour in short periods) and one dimension. Their exact sum is what the budget shows.
 * @throws not_found, validation_failed
 */
export async function explainBudget(id: string, query: ExplainQuery, reach: Reach): Promise<Explanation> {
  const { budget, subject, scope } = await askedBudget(id, query.subject, reach);
  const rules = currentRules();
  const atMs = nowMs();
  const span = spanAt(budget.period, query.at ?? atMs, rules);
  const by = query.group_by ?? openDimension(scope);
  checkGrouping(by, scope);
  const unit = span.endMs - span.startMs <= TWO_DAYS_MS ? "hour" : "day";
  const inside = periods(span.startMs, Math.min(span.endMs, atMs + DAY_MS), unit, rules.zone)
    .map(({ startMs }) => Math.floor(startMs / QUARTER_MS) * QUARTER_MS)
    .filter((startMs) => startMs > span.startMs && startMs < span.endMs);
  const cuts = [span.startMs, ...inside, span.endMs];
  const groupBy = [...new Set([...Object.keys(scope), by])];
  const at = groupBy.indexOf(by);
  const { rows, periods: parts } = await readUsage((reader) => reader.sum({ groupBy, filters: scope, cuts }), reach);
  const found = new Map<string, Explanation["rows"][number] & { sum: bigint }>();
  let spent = 0n;
  for (const row of rows) {
    const part = parts[row.period];
    if (!part) continue;
    const value = row.values[at] ?? "";
    const amount = amountIn(row, budget.measure);
    const key = `${row.period} ${value}`;
    const known = found.get(key) ?? {
      ...{ from: rfc3339(part.startMs), to: rfc3339(part.endMs), value, amount: "", requests: 0, unpriced_requests: 0, sum: 0n },
    };
    known.sum += amount;
    known.requests += Number(row.requests);
    known.unpriced_requests += Number(row.unpriced);
    found.set(key, known);
    spent += amount;
  }
  const ordered = [...found.values()].filter(({ requests, sum }) => requests !== 0 || sum !== 0n);
  ordered.sort((a, b) => (a.from !== b.from ? (a.from < b.from ? -1 : 1) : a.sum > b.sum ? -1 : a.sum < b.sum ? 1 : 0));
  return {
    subject,
    period_start: rfc3339(span.startMs),
    period_end: rfc3339(span.endMs),
    group_by: by,
    rows: ordered.map(({ sum, ...row }) => ({ ...row, amount: formatAtto(sum) })),
    spent: formatAtto(spent),
    as_of: rfc3339(atMs),
  };
}
