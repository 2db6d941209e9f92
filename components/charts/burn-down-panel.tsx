"use client";

import { Box, Group, SegmentedControl, Skeleton, Table, Text, VisuallyHidden } from "@mantine/core";
import dynamic from "next/dynamic";
import { Panel } from "@/components/ui/panel";
import type { BurnDown } from "./burn-down";
import type { BurnDownChartProps } from "./burn-down-chart";

const HEIGHT = 300;

const BurnDownChart = dynamic<BurnDownChartProps>(() => import("./burn-down-chart"), {
  ssr: false,
  loading: () => <Skeleton height={HEIGHT} />,
});

interface BurnDownPanelProps extends Omit<BurnDownChartProps, "chart" | "height"> {
  title: string;
  chart: BurnDown | undefined;
  summary: string;
  view: "chart" | "table";
  onView: (view: "chart" | "table") => void;
}

const KEYS = [
  ["left of the limit", "", 2.5],
  ["ideal: used evenly", "6 4", 1.5],
  ["expected", "3 3", 2],
] as const;

function Legend({ hasForecast, rolling }: Pick<BurnDown, "hasForecast" | "rolling">) {
  const isDrawn = (name: string) => (name === "expected" ? hasForecast : !(rolling && name.startsWith("ideal")));
  return (
    <Group gap="md" mt="xs" component="ul" m={0} p={0} style={{ listStyle: "none" }}>
      {KEYS.filter(([name]) => isDrawn(name)).map(([name, dash, width]) => (
        <Group key={name} gap={6} component="li">
          <svg width={26} height={14} aria-hidden focusable="false">
            <path
              d="M0 7 H26"
              stroke={name.startsWith("ideal") ? "var(--mantine-color-dimmed)" : "var(--cw-fall)"}
              strokeWidth={width}
              strokeDasharray={dash}
            />
          </svg>
          <Text size="xs">{name}</Text>
        </Group>
      ))}
      {hasForecast ? (
        <Text size="xs" component="li">
          hatched: 80% interval
        </Text>
      ) : null}
    </Group>
  );
}

/** What is left of a limit through its period: the picture, its summary in words, and the same numbers as a table. */
export function BurnDownPanel(props: BurnDownPanelProps) {
  const { title, chart, summary, view, onView, format, instantLabel, ...rest } = props;
  return (
    <Panel
      title={title}
      actions={
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
      }
    >
      {!chart ? (
        <Skeleton height={HEIGHT + 50} />
      ) : view === "chart" ? (
        <Box>
          <Box role="img" aria-label={summary} mih={HEIGHT}>
            <BurnDownChart {...rest} chart={chart} format={format} instantLabel={instantLabel} height={HEIGHT} />
          </Box>
          <Legend hasForecast={chart.hasForecast} rolling={chart.rolling} />
        </Box>
      ) : (
        <Numbers title={title} chart={chart} format={format} instantLabel={instantLabel} />
      )}
      {chart ? (
        <Text size="sm" c="dimmed" className="tabular" mt="xs">
          {summary}
        </Text>
      ) : null}
    </Panel>
  );
}

type NumbersProps = Pick<BurnDownPanelProps, "title" | "format" | "instantLabel"> & { chart: BurnDown };

function Numbers({ title, chart, format, instantLabel }: NumbersProps) {
  return (
    <Box style={{ overflow: "auto", maxHeight: 420 }} tabIndex={0} role="region" aria-label={`${title}, table`}>
      <Table stickyHeader striped className="tabular framed" fz="sm">
        <VisuallyHidden component="caption">{title}</VisuallyHidden>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">At</Table.Th>
            <Table.Th scope="col" ta="end">
              Left
            </Table.Th>
            {chart.rolling ? null : (
              <Table.Th scope="col" ta="end">
                Ideal
              </Table.Th>
            )}
            <Table.Th scope="col" ta="end">
              Expected
            </Table.Th>
            <Table.Th scope="col" ta="end">
              80% interval
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {chart.points.map((point) => (
            <Table.Tr key={point.atMs}>
              <Table.Td style={{ whiteSpace: "nowrap" }}>{instantLabel(point.atMs)}</Table.Td>
              <Table.Td ta="end">{point.left === null ? "–" : format(point.left)}</Table.Td>
              {point.ideal === null ? null : <Table.Td ta="end">{format(point.ideal)}</Table.Td>}
              <Table.Td ta="end">{point.expected === null ? "–" : format(point.expected)}</Table.Td>
              <Table.Td ta="end" style={{ whiteSpace: "nowrap" }}>
                {point.interval ? `${format(point.interval[0])} to ${format(point.interval[1])}` : "–"}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Box>
  );
}
