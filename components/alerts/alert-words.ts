import { formatMoney } from "@/components/format/money";
import { formatCount, formatLatency, formatShare } from "@/components/format/number";
import type { AlertAnswer } from "@/lib/alerts/contract";

/** A measured value of an alert in its unit. An estimate in dollars has no more digits than it deserves. */
export function measured(value: number | null, unit: string | null): string {
  if (value === null) return "–";
  if (unit === "usd") return formatMoney(value.toFixed(Math.abs(value) >= 1 ? 2 : 6));
  if (unit === "share") return formatShare(value);
  if (unit === "ms") return formatLatency(value);
  return formatCount(Math.round(value));
}

/** "expected $2.10, between $1.20 and $3.40"; null where nothing was expected. */
export function expectedWords({
  expected,
  low,
  high,
  unit,
}: Pick<AlertAnswer, "expected" | "low" | "high" | "unit">): string | null {
  if (expected === null) return null;
  const band = low !== null && high !== null ? `, between ${measured(low, unit)} and ${measured(high, unit)}` : "";
  return `expected ${measured(expected, unit)}${band}`;
}

export const STATE_WORDS: Record<AlertAnswer["state"], string> = {
  open: "open",
  acknowledged: "acknowledged",
  snoozed: "snoozed",
  resolved: "resolved",
  expected: "expected",
};

export const SNOOZES = [
  { minutes: 60, label: "1 hour" },
  { minutes: 240, label: "4 hours" },
  { minutes: 1440, label: "1 day" },
  { minutes: 10_080, label: "7 days" },
] as const;
