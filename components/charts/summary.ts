import { compareMoney, shareOf } from "@/components/format/money";
import { formatShare } from "@/components/format/number";
import type { Stack } from "./stack";

interface SummaryWords {
  format: (amount: string) => string;
  periodLabel: (startMs: number) => string;
  /** "day", "hour": what one bar is. */
  unit: string;
  /** What the series are: "tenant", "model". */
  by: string;
}

/** What a stacked chart shows, in a sentence: the total, the biggest series, the highest period. */
export function summaryOf(stack: Stack, { format, periodLabel, unit, by }: SummaryWords): string {
  const [biggest] = stack.series;
  const highest = stack.points.reduce<Stack["points"][number] | null>(
    (best, point) => (best === null || compareMoney(point.total, best.total) > 0 ? point : best),
    null,
  );
  if (!biggest || !highest) return "Nothing in this range.";
  const share = shareOf(biggest.total, stack.total);
  return [
    `${format(stack.total)} in all`,
    biggest.slot !== null && stack.series.length > 1 ? `the biggest ${by} is ${biggest.label} with ${formatShare(share)}` : null,
    `the highest ${unit} is ${periodLabel(highest.startMs)} with ${format(highest.total)}`,
  ]
    .filter(Boolean)
    .join("; ")
    .concat(".");
}
