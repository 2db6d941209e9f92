import { type Stack, stackOf } from "@/components/charts/stack";
import { valueLabel } from "@/components/filters/dimensions";
import type { CalendarUnit, Weekday } from "@/lib/platform/time";
import { MEASURE_FACTS, type Measure } from "./measures";
import type { Range } from "./range";
import type { SpendReport, SpendRow } from "./use-spend";

/** What tells a row's group from others: its values as they are, a single one by itself. */
function groupKey(row: SpendRow, groupBy: readonly string[]): string {
  return groupBy.map((name) => String(row[name] ?? "")).join("\u0000");
}

/** The name a row's group goes by: its values, most general first. */
export function groupLabel(row: SpendRow, groupBy: readonly string[]): string {
  return groupBy.length === 0 ? "All" : groupBy.map((name) => valueLabel(name, String(row[name] ?? ""))).join(" · ");
}

interface StackSettings {
  range: Range;
  groupBy: readonly string[];
  unit: CalendarUnit;
  zone: string;
  weekStartsOn: Weekday;
  measure: Measure;
}

/** A report by period as a stack of its groups. */
export function stackOfReport(report: SpendReport, settings: StackSettings): Stack {
  const { measure, groupBy, range, unit, zone, weekStartsOn } = settings;
  const facts = MEASURE_FACTS[measure];
  const cells = report.rows.map((row) => ({
    startMs: Date.parse(row.period_start ?? ""),
    group: row.other ? null : groupKey(row, groupBy),
    label: groupLabel(row, groupBy),
    amount: facts.of(row),
  }));
  const nowMs = Date.parse(report.as_of);
  return stackOf(cells, { ...range, unit, zone, weekStartsOn, nowMs, additive: facts.additive });
}
