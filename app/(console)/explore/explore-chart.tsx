"use client";

import { useMemo } from "react";
import { MEASURE_FACTS } from "@/app/hooks/measures";
import { rangeDates } from "@/app/hooks/range";
import { stackOfReport } from "@/app/hooks/stack-question";
import { useConsole } from "@/app/hooks/use-console";
import type { ExploreState } from "@/app/hooks/use-explore";
import { useSpend } from "@/app/hooks/use-spend";
import { StackPanel } from "@/components/charts/stack-panel";
import { summaryOf } from "@/components/charts/summary";
import { dimensionLabel } from "@/components/filters/dimensions";
import { formatPeriod } from "@/components/format/time";
import { NothingHere } from "@/components/ui/nothing-here";
import { ApiProblem } from "../api-problem";
import { REFRESH_MS } from "../refresh";

export function ExploreChart({ state }: { state: ExploreState }) {
  const { range, filter, groupBy, measure, unit, show } = state;
  const { organisation } = useConsole();
  const spend = useSpend(
    { range: range.range, zone: range.zone, groupBy, filters: filter.filters, granularity: unit, top: 9 },
    { refreshMs: REFRESH_MS * 2 },
  );
  const { data } = spend;
  const facts = MEASURE_FACTS[measure];
  const stack = useMemo(
    () =>
      data &&
      stackOfReport(data, {
        range: range.range,
        groupBy,
        unit,
        zone: range.zone,
        weekStartsOn: organisation.weekStartsOn,
        measure,
      }),
    [data, groupBy, unit, range.range, range.zone, organisation.weekStartsOn, measure],
  );
  const periodLabel = (startMs: number) => formatPeriod(startMs, unit, range.zone);
  const by = groupBy.map((name) => dimensionLabel(name).toLowerCase()).join(" and ");
  if (spend.error && !data)
    return <ApiProblem title="The chart cannot be read" error={spend.error} onRetry={() => spend.refetch()} />;
  const summary = stack
    ? facts.additive
      ? summaryOf(stack, { format: facts.format, periodLabel, unit, by })
      : `${facts.label} by ${by} for each ${unit}; the numbers are in the table.`
    : "";
  return (
    <StackPanel
      title={`${facts.label} by ${unit} and ${by}`}
      {...(facts.additive && measure !== "cost"
        ? { description: "The nine groups with the highest spend; the rest is Other." }
        : {})}
      summary={summary}
      stack={stack}
      kind={facts.additive ? "bars" : "lines"}
      format={facts.format}
      formatAxis={facts.formatAxis}
      periodLabel={periodLabel}
      view={show}
      onView={state.setShow}
      {...(unit === "hour"
        ? {}
        : {
            onPeriod: (startMs: number) => {
              const end =
                unit === "day"
                  ? startMs + 1
                  : nextStart(stack?.points.map((point) => point.startMs) ?? [], startMs, range.range.toMs);
              const { from, to } = rangeDates({ fromMs: startMs, toMs: end }, range.zone);
              range.setDates(from, to);
            },
          })}
      empty={
        <NothingHere title="Nothing matches">
          {Object.keys(filter.filters).length > 0 ? "Take a filter off, or choose other days." : "Choose other days above."}
        </NothingHere>
      }
    />
  );
}

function nextStart(starts: readonly number[], startMs: number, endMs: number): number {
  return starts.find((one) => one > startMs) ?? endMs;
}
