"use client";

import { SegmentedControl } from "@mantine/core";
import { parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { MEASURE_FACTS } from "@/app/hooks/measures";
import { overviewQuestions, STACKED_BY } from "@/app/hooks/overview-questions";
import { rangeDates } from "@/app/hooks/range";
import { stackOfReport } from "@/app/hooks/stack-question";
import { useAddress } from "@/app/hooks/use-address";
import { useConsole } from "@/app/hooks/use-console";
import { useQuarterHour } from "@/app/hooks/use-now";
import type { RangeState } from "@/app/hooks/use-range";
import { useSpend } from "@/app/hooks/use-spend";
import { StackPanel } from "@/components/charts/stack-panel";
import { summaryOf } from "@/components/charts/summary";
import { formatPeriod } from "@/components/format/time";
import { NothingHere } from "@/components/ui/nothing-here";
import { ApiProblem } from "./api-problem";
import { REFRESH_MS } from "./refresh";

const KEYS = {
  stack: parseAsStringLiteral(STACKED_BY).withDefault("tenant"),
  show: parseAsStringLiteral(["chart", "table"]).withDefault("chart"),
};

const { format, formatAxis } = MEASURE_FACTS.cost;

export function OverviewByDay({ range }: { range: RangeState }) {
  const { organisation } = useConsole();
  const [{ stack: by, show }, setState] = useQueryStates(KEYS, { history: "push" });
  const { explore } = useAddress();
  const question = overviewQuestions(range, useQuarterHour(), by).byPeriod;
  const unit = question.granularity;
  const spend = useSpend(question, { refreshMs: REFRESH_MS });
  const { data } = spend;
  const stack = useMemo(
    () =>
      data &&
      stackOfReport(data, {
        range: range.range,
        groupBy: [by],
        unit,
        zone: range.zone,
        weekStartsOn: organisation.weekStartsOn,
        measure: "cost",
      }),
    [data, by, unit, range.range, range.zone, organisation.weekStartsOn],
  );
  const periodLabel = (startMs: number) => formatPeriod(startMs, unit, range.zone);
  const title = `Spend by ${unit}`;
  if (spend.error && !data)
    return <ApiProblem title={`${title} cannot be read`} error={spend.error} onRetry={() => spend.refetch()} />;
  return (
    <StackPanel
      title={title}
      summary={stack ? summaryOf(stack, { format, periodLabel, unit, by }) : ""}
      stack={stack}
      format={format}
      formatAxis={formatAxis}
      periodLabel={periodLabel}
      view={show}
      onView={(view) => void setState({ show: view })}
      onPick={(value) => explore({ by: [by === "tenant" ? "feature" : "tenant"], filters: { [by]: [value] } })}
      {...(unit === "day"
        ? {
            onPeriod: (startMs: number) => {
              const day = rangeDates({ fromMs: startMs, toMs: startMs + 1 }, range.zone).from;
              range.setDates(day, day);
            },
          }
        : {})}
      actions={
        <SegmentedControl
          size="xs"
          aria-label="Stack by"
          value={by}
          onChange={(value) => void setState({ stack: value === "feature" ? "feature" : "tenant" })}
          data={[
            { value: "tenant", label: "By tenant" },
            { value: "feature", label: "By feature" },
          ]}
        />
      }
      empty={
        <NothingHere title="No spend in this range">
          Choose other days above, or send events with a timestamp within them.
        </NothingHere>
      }
    />
  );
}
