import { DAY_MS, type Period, periods, QUARTER_MS } from "@/lib/platform/time";
import type { UsageReader } from "@/lib/spend/service";
import type { BudgetRecord } from "../model/budget";
import type { BudgetSpan } from "../model/periods";
import { amountIn } from "./groups";

const HOURLY_UP_TO_MS = 3 * DAY_MS + DAY_MS / 12;

/** An instant of the past and what stood as spent then; 10^-18 of the measure's unit. */
export interface CoursePoint {
  atMs: number;
  spent: bigint;
}

const floorQuarter = (ms: number) => Math.floor(ms / QUARTER_MS) * QUARTER_MS;

/** From the span's start to the end of the present quarter hour, with each hour (day, in long spans) between. */
function edgesOf({ startMs, endMs }: Period, nowMs: number, zone: string): number[] {
  const unit = endMs - startMs <= HOURLY_UP_TO_MS ? "hour" : "day";
  const untilMs = Math.max(startMs, Math.min(endMs, floorQuarter(nowMs) + QUARTER_MS));
  const inside = startMs < untilMs ? periods(startMs, untilMs, unit, zone).map((each) => floorQuarter(each.endMs)) : [];
  return [...new Set([startMs, ...inside.filter((ms) => ms > startMs && ms < untilMs), untilMs])];
}

/**
 * How what is spent came to be: of a period, what was used since it began; of a rolling window, what the window that ended at each
 * instant held. The last point is what the budget shows.
 */
export async function readCourse(
  reader: UsageReader,
  { period, measure }: Pick<BudgetRecord, "period" | "measure">,
  scope: Record<string, readonly string[]>,
  span: BudgetSpan,
  nowMs: number,
  zone: string,
): Promise<CoursePoint[]> {
  const edges = edgesOf(span, nowMs, zone);
  const windowMs = period.kind === "rolling" ? span.endMs - span.startMs : null;
  const before = windowMs === null ? [] : edges.map((ms) => ms - windowMs);
  const cuts = [...new Set([...before, ...edges])].sort((a, b) => a - b);
  // Up to each cut, from the first one on. Before the span and in it apart: what only events tell is not read over longer ranges.
  const running = new Map<number, bigint>();
  let sum = 0n;
  for (const side of [cuts.filter((ms) => ms <= span.startMs), cuts.filter((ms) => ms >= span.startMs)]) {
    const { rows } = await reader.sum({ groupBy: Object.keys(scope), filters: scope, cuts: side });
    const parts = side.map(() => 0n);
    for (const row of rows) parts[row.period] = (parts[row.period] ?? 0n) + amountIn(row, measure);
    for (const [at, ms] of side.entries()) {
      running.set(ms, sum);
      sum += parts[at] ?? 0n;
    }
  }
  const since = (fromMs: number, toMs: number) => (running.get(toMs) ?? 0n) - (running.get(fromMs) ?? 0n);
  return edges.map((ms) => ({
    atMs: Math.min(ms, Math.max(nowMs, span.startMs)),
    spent: since(windowMs === null ? span.startMs : ms - windowMs, ms),
  }));
}
