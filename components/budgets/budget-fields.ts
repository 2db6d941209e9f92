import type { Budget, NewBudgetBody } from "./shapes";
import { dayAfter, dayBefore, type Each, type Measure, type Mode, type Period, type Scope, type Threshold } from "./words";

/** What the form holds: texts as they are typed. */
export interface BudgetFields {
  name: string;
  scope: Scope;
  each: "" | Each;
  measure: Measure;
  kind: Period["kind"];
  days: string;
  from: string;
  /** Its last day: people count it in, the API does not. */
  lastDay: string;
  limit: string;
  mode: Mode;
  onUnavailable: "allow" | "deny";
  actual: string[];
  forecast: string[];
  fast: string;
  slow: string;
  owner: string;
  notes: string;
}

export const EMPTY: BudgetFields = {
  name: "",
  scope: {},
  each: "",
  measure: "cost",
  kind: "month",
  days: "30",
  from: "",
  lastDay: "",
  limit: "",
  mode: "observe",
  onUnavailable: "allow",
  actual: ["50", "80", "100"],
  forecast: ["100"],
  fast: "14.4",
  slow: "6",
  owner: "",
  notes: "",
};

const AMOUNT = /^\d+(\.\d+)?$/;

/** People write $1,200.50. */
export function plainAmount(text: string): string {
  return text.replace(/[$,\s_]/g, "");
}

export function isAmount(text: string): boolean {
  return AMOUNT.test(plainAmount(text)) && Number(plainAmount(text)) > 0;
}

function rising(texts: readonly string[]): number[] {
  return [...new Set(texts.map((text) => Number(text.replace("%", ""))))].sort((left, right) => left - right);
}

export function thresholdsOf({
  actual,
  forecast,
  fast,
  slow,
}: Pick<BudgetFields, "actual" | "forecast" | "fast" | "slow">): Threshold[] {
  const burn = (window: "fast" | "slow", text: string): Threshold[] =>
    text.trim() === "" ? [] : [{ kind: "burn_rate", window, multiple: Number(text) }];
  return [
    ...rising(actual).map((percent): Threshold => ({ kind: "actual", percent })),
    ...rising(forecast).map((percent): Threshold => ({ kind: "forecast", percent })),
    ...burn("fast", fast),
    ...burn("slow", slow),
  ];
}

export function thresholdFields(thresholds: readonly Threshold[]): Pick<BudgetFields, "actual" | "forecast" | "fast" | "slow"> {
  const percents = (kind: "actual" | "forecast") =>
    thresholds.flatMap((each) => (each.kind === kind && "percent" in each ? [String(each.percent)] : []));
  const multiple = (window: "fast" | "slow") => {
    const found = thresholds.find((each) => each.kind === "burn_rate" && each.window === window);
    return found && "multiple" in found ? String(found.multiple) : "";
  };
  return { actual: percents("actual"), forecast: percents("forecast"), fast: multiple("fast"), slow: multiple("slow") };
}

function periodOf({ kind, days, from, lastDay }: BudgetFields): Period | null {
  if (kind === "rolling") return /^\d+$/.test(days) ? { kind, days: Number(days) } : null;
  if (kind === "fixed") return from && lastDay && from <= lastDay ? { kind, from, to: dayAfter(lastDay) } : null;
  return { kind };
}

/** The budget that the fields describe; null while a needed one is missing. The name may still be. */
export function bodyOf(fields: BudgetFields): (Omit<NewBudgetBody, "name"> & { name?: string }) | null {
  const period = periodOf(fields);
  if (!isAmount(fields.limit) || period === null) return null;
  const name = fields.name.trim();
  return {
    ...(name ? { name } : {}),
    scope: fields.scope,
    each: fields.each || null,
    measure: fields.measure,
    period,
    limit: plainAmount(fields.limit),
    mode: fields.mode,
    on_unavailable: fields.onUnavailable,
    thresholds: thresholdsOf(fields),
    owner: fields.owner.trim() || null,
    notes: fields.notes.trim() || null,
  };
}

/** The fields of a budget there is. */
export function fieldsOf(budget: Budget): BudgetFields {
  const { period } = budget;
  return {
    ...EMPTY,
    name: budget.name,
    scope: budget.scope,
    each: budget.each ?? "",
    measure: budget.measure,
    kind: period.kind,
    days: period.kind === "rolling" ? String(period.days) : "30",
    from: period.kind === "fixed" ? period.from : "",
    lastDay: period.kind === "fixed" ? dayBefore(period.to) : "",
    limit: budget.base_limit,
    mode: budget.mode,
    onUnavailable: budget.on_unavailable,
    ...thresholdFields(budget.thresholds),
    owner: budget.owner ?? "",
    notes: budget.notes ?? "",
  };
}
