"use client";

import { Box, SegmentedControl, Skeleton, Text } from "@mantine/core";
import dynamic from "next/dynamic";
import { useState } from "react";
import type { Column } from "@/components/tables/column";
import { DataTable } from "@/components/tables/data-table";
import { Panel } from "@/components/ui/panel";
import type { BandChartProps, BandPoint } from "./band-chart";

const HEIGHT = 260;

const BandChart = dynamic<BandChartProps>(() => import("./band-chart"), {
  ssr: false,
  loading: () => <Skeleton height={HEIGHT} />,
});

interface BandPanelProps extends Omit<BandChartProps, "points" | "height"> {
  points: readonly BandPoint[] | undefined;
  title: string;
  description: string;
  summary: string;
}

/** The picture, its summary in words, and the same numbers as a table. */
export function BandPanel({ points, title, description, summary, ...rest }: BandPanelProps) {
  const [view, setView] = useState("chart");
  const { format, instantLabel } = rest;
  const columns: Column<BandPoint>[] = [
    { id: "at", header: "Hour", nowrap: true, cell: ({ atMs }) => instantLabel(atMs) },
    { id: "actual", header: "Measured", align: "end", cell: ({ actual }) => (actual === null ? "–" : format(actual)) },
    { id: "expected", header: "Expected", align: "end", cell: ({ expected }) => (expected === null ? "–" : format(expected)) },
    {
      id: "band",
      header: "Band",
      align: "end",
      nowrap: true,
      cell: ({ band }) => (band ? `${format(band[0])} to ${format(band[1])}` : "–"),
    },
  ];
  return (
    <Panel
      title={title}
      description={description}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={`${title}: show as`}
          value={view}
          onChange={setView}
          data={[
            { value: "chart", label: "Chart" },
            { value: "table", label: "Table" },
          ]}
        />
      }
    >
      {!points ? (
        <Skeleton height={HEIGHT} />
      ) : view === "chart" ? (
        <Box role="img" aria-label={summary} mih={HEIGHT}>
          <BandChart {...rest} points={points} height={HEIGHT} />
        </Box>
      ) : (
        <DataTable caption={title} columns={columns} rows={points} rowKey={({ atMs }) => String(atMs)} maxHeight={HEIGHT + 40} />
      )}
      <Text size="sm" c="dimmed" className="tabular" mt="xs">
        {summary}
      </Text>
    </Panel>
  );
}
