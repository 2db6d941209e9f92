"use client";

import { useMemo } from "react";
import { useBudgetView } from "@/app/hooks/use-budget-view";
import { useBudgetProgress } from "@/app/hooks/use-budgets";
import { useConsole } from "@/app/hooks/use-console";
import type { Budget, Crossing, Progress } from "@/components/budgets/shapes";
import { amountWords, formatAmountAxis, formatRatio } from "@/components/budgets/words";
import { burnDownOf, idealNow } from "@/components/charts/burn-down";
import { BurnDownPanel } from "@/components/charts/burn-down-panel";
import { formatInstantShort, formatPeriod } from "@/components/format/time";
import { DAY_MS } from "@/lib/platform/time";
import { ApiProblem } from "../../api-problem";
import { REFRESH_MS } from "../../refresh";

interface BudgetProgressProps {
  budget: Budget;
  subject: string | null;
  crossings: readonly Crossing[];
}

function marksOf(budget: Budget, crossings: readonly Crossing[], subject: string | null) {
  return budget.thresholds.flatMap((threshold) => {
    if (threshold.kind !== "actual") return [];
    const fact = crossings.find(
      (each) => each.kind === "actual" && each.percent === threshold.percent && (each.subject ?? null) === subject,
    );
    return [
      {
        share: threshold.percent / 100,
        label: `${threshold.percent}%`,
        crossedAtMs: fact ? Date.parse(fact.event_time) : null,
      },
    ];
  });
}

function summaryOf(reading: Progress, { measure, period }: Budget): string {
  const rolling = period.kind === "rolling";
  const chart = burnDownOf(reading, rolling);
  const words = (amount: number) => amountWords(measure, amount.toFixed(10));
  const spent = reading.points.at(-1)?.spent ?? "0";
  const left = chart.limit - Number(spent);
  const ideal = idealNow(chart);
  const end = reading.band.at(-1);
  return [
    `${amountWords(measure, spent)} spent of ${amountWords(measure, reading.limit)} (${formatRatio(Number(spent) / chart.limit)})`,
    ...(rolling
      ? []
      : left >= ideal
        ? [`${words(left - ideal)} more is left than on the ideal line`]
        : [`${words(ideal - left)} less is left than on the ideal line`]),
    end
      ? `expected ${rolling ? "in the window that begins now" : "at the end"}: ${amountWords(measure, end.expected)}, 80% between ${amountWords(measure, end.low)} and ${amountWords(measure, end.high)}`
      : "not enough history for a forecast",
  ]
    .join("; ")
    .concat(".");
}

/** What is left of the limit through the current period, against the line that uses it evenly. */
export function BudgetProgress({ budget, subject, crossings }: BudgetProgressProps) {
  const { organisation } = useConsole();
  const { view, setView } = useBudgetView();
  const zone = organisation.timezone;
  const progress = useBudgetProgress(budget.id, { subject }, REFRESH_MS);
  const reading = progress.data;
  const rolling = budget.period.kind === "rolling";
  const chart = useMemo(() => (reading ? burnDownOf(reading, rolling) : undefined), [reading, rolling]);
  if (progress.error && !reading)
    return <ApiProblem title="Its course cannot be read" error={progress.error} onRetry={() => progress.refetch()} />;
  const hours = chart !== undefined && chart.endMs - chart.startMs <= 3 * DAY_MS;
  return (
    <BurnDownPanel
      title={rolling ? "Left by each window, as it moves on" : "Left through the period"}
      chart={chart}
      summary={reading ? summaryOf(reading, budget) : ""}
      view={view.show}
      onView={(show) => void setView({ show })}
      marks={marksOf(budget, crossings, subject)}
      format={(amount) => amountWords(budget.measure, amount.toFixed(10))}
      formatAxis={(amount) => formatAmountAxis(budget.measure, amount)}
      instantLabel={(atMs) => formatInstantShort(atMs, zone).slice(0, -3)}
      axisLabel={(atMs) => formatPeriod(atMs, hours ? "hour" : "day", zone)}
    />
  );
}
