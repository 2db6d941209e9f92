import { dimensionLabel, valueLabel } from "@/components/filters/dimensions";
import { formatMoney, formatMoneyExact, formatMoneyShort } from "@/components/format/money";
import { formatCount, formatCountShort } from "@/components/format/number";
import { DAY_MS } from "@/lib/platform/time";
import type { Budget } from "./shapes";

export type Measure = Budget["measure"];
export type Scope = Budget["scope"];
export type Each = NonNullable<Budget["each"]>;
export type Period = Budget["period"];
export type Mode = Budget["mode"];
export type Threshold = Budget["thresholds"][number];

/** An amount in a budget's unit, for reading. */
export function formatAmount(measure: Measure, amount: string | null | undefined): string {
  if (measure === "cost") return formatMoney(amount);
  return amount == null ? "–" : formatCount(/^-?\d+$/.test(amount) ? amount : Math.round(Number(amount)));
}

/** Every digit of it. */
export function formatAmountExact(measure: Measure, amount: string): string {
  return measure === "cost" ? formatMoneyExact(amount) : `${formatCount(amount)} ${measure}`;
}

export function formatAmountAxis(measure: Measure, amount: number): string {
  return measure === "cost" ? formatMoneyShort(amount.toFixed(10)) : formatCountShort(amount);
}

export const MEASURE_NAMES: Record<Measure, string> = { cost: "Cost", tokens: "Tokens", requests: "Requests" };

/** "$96.00", "1,204 tokens": an amount that stands alone in a sentence. */
export function amountWords(measure: Measure, amount: string): string {
  return measure === "cost" ? formatMoney(amount) : `${formatAmount(measure, amount)} ${measure}`;
}

/** "acme, production": what a budget is for; the whole company where it names nothing. */
export function scopeWords(scope: Scope, each: Budget["each"] = null): string {
  const parts = Object.entries(scope).map(
    ([name, values]) => `${dimensionLabel(name)} ${values.map((value) => valueLabel(name, value)).join(" or ")}`,
  );
  const own = parts.join(", ");
  if (each) return `Each ${each}${own ? ` of ${own}` : ""}`;
  return own || "The whole company";
}

const CALENDAR: Record<string, string> = {
  hour: "Each hour",
  day: "Each day",
  week: "Each week",
  month: "Each month",
  quarter: "Each quarter",
  year: "Each year",
};

/** The day before a date YYYY-MM-DD: a fixed range is given by the first day after it, and read by its last. */
export function dayBefore(date: string): string {
  return new Date(Date.parse(date) - DAY_MS).toISOString().slice(0, 10);
}

export function dayAfter(date: string): string {
  return new Date(Date.parse(date) + DAY_MS).toISOString().slice(0, 10);
}

export function periodWords(period: Period): string {
  if (period.kind === "fixed") return `${period.from} to ${dayBefore(period.to)}`;
  if (period.kind === "rolling") return period.days === 1 ? "Any 24 hours" : `Any ${period.days} days`;
  return CALENDAR[period.kind] ?? period.kind;
}

export const MODES: readonly { value: Mode; label: string; meaning: string }[] = [
  { value: "observe", label: "Observe", meaning: "Decisions never mention it; crossings are facts to alert on." },
  { value: "warn", label: "Warn", meaning: "Who asks for a decision is warned once a threshold is crossed." },
  { value: "throttle", label: "Throttle", meaning: "Above the limit, who asks is slowed down to the even pace." },
  { value: "block", label: "Block", meaning: "Above the limit, who asks is denied until the period ends." },
];

const WINDOWS = { fast: "1 h", slow: "6 h" } as const;

export function thresholdWords(threshold: Threshold): string {
  if (threshold.kind === "burn_rate") return `burn rate ${threshold.multiple}× in ${WINDOWS[threshold.window]}`;
  return threshold.kind === "actual" ? `${threshold.percent}% spent` : `${threshold.percent}% forecast`;
}

/** 0.824 as 82.4%; ratios of budgets may be far above 1. */
export function formatRatio(ratio: number): string {
  if (ratio > 0 && ratio < 0.001) return "<0.1%";
  return `${(ratio * 100).toFixed(ratio === 0 || ratio >= 10 ? 0 : 1)}%`;
}
