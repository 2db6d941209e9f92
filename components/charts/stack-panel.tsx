"use client";

import { Box, Group, SegmentedControl, Skeleton, Text } from "@mantine/core";
import dynamic from "next/dynamic";
import { type ReactNode, useState } from "react";
import { Panel } from "@/components/ui/panel";
import { Legend } from "./legend";
import type { Stack } from "./stack";
import type { StackChartProps } from "./stack-chart";
import { StackTable } from "./stack-table";

const HEIGHT = 300;

// The chart library is a third of a page's code: it comes after the numbers.
const StackChart = dynamic<StackChartProps>(() => import("./stack-chart"), {
  ssr: false,
  loading: () => <Skeleton height={HEIGHT} />,
});

interface StackPanelProps {
  title: string;
  description?: ReactNode;
  /** One sentence with what the picture shows, for those who do not see it and those in a hurry. */
  summary: string;
  stack: Stack | undefined;
  kind?: "bars" | "lines";
  format: (amount: string) => string;
  formatAxis: (amount: number) => string;
  periodLabel: (startMs: number) => string;
  view: "chart" | "table";
  onView: (view: "chart" | "table") => void;
  onPeriod?: (startMs: number) => void;
  onPick?: (series: string) => void;
  actions?: ReactNode;
  empty: ReactNode;
}

/** A chart with its legend, its summary in words, and the same numbers as a table. */
export function StackPanel(props: StackPanelProps) {
  const {
    title,
    description,
    summary,
    stack,
    kind = "bars",
    format,
    formatAxis,
    periodLabel,
    view,
    onView,
    actions,
    empty,
  } = props;
  const [highlighted, setHighlighted] = useState<string | null>(null);
  const hasData = stack !== undefined && stack.series.length > 0;
  return (
    <Panel
      title={title}
      description={description}
      actions={
        <>
          {actions}
          <SegmentedControl
            size="xs"
            aria-label={`${title}: show as`}
            value={view}
            onChange={(value) => onView(value === "table" ? "table" : "chart")}
            data={[
              { value: "chart", label: "Chart" },
              { value: "table", label: "Table" },
            ]}
          />
        </>
      }
    >
      {stack === undefined ? (
        <Skeleton height={HEIGHT + 32} />
      ) : !hasData ? (
        <Box mih={HEIGHT + 32}>{empty}</Box>
      ) : (
        <>
          {view === "chart" ? (
            <Box>
              <Box role="img" aria-label={summary} mih={HEIGHT}>
                <StackChart
                  stack={stack}
                  kind={kind}
                  format={format}
                  formatAxis={formatAxis}
                  periodLabel={periodLabel}
                  highlighted={highlighted}
                  height={HEIGHT}
                  {...(props.onPeriod ? { onPeriod: props.onPeriod } : {})}
                />
              </Box>
              <Legend
                series={stack.series}
                format={format}
                showTotals={kind === "bars"}
                highlighted={highlighted}
                onHighlight={setHighlighted}
                {...(props.onPick ? { onPick: props.onPick } : {})}
              />
            </Box>
          ) : (
            <StackTable stack={stack} caption={title} format={format} periodLabel={periodLabel} showTotals={kind === "bars"} />
          )}
          <Group mt="xs">
            <Text size="sm" c="dimmed" className="tabular">
              {summary}
            </Text>
          </Group>
        </>
      )}
    </Panel>
  );
}
