"use client";

import { Paper, Text, useComputedColorScheme } from "@mantine/core";
import { useId } from "react";
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceDot,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import type { BurnDown, BurnDownPoint } from "./burn-down";

export interface BurnDownChartProps {
  chart: BurnDown;
  /** Thresholds of what was spent, as shares of the limit, and when one was crossed. */
  marks: readonly { share: number; label: string; crossedAtMs: number | null }[];
  format: (amount: number) => string;
  formatAxis: (amount: number) => string;
  instantLabel: (atMs: number) => string;
  axisLabel: (atMs: number) => string;
  height: number;
}

function Tip({ point, format, title }: { point: BurnDownPoint; format: (amount: number) => string; title: string }) {
  return (
    <Paper withBorder shadow="md" p="xs" maw={300}>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      <Text size="xs" className="tabular">
        {point.left !== null
          ? `left ${format(point.left)}`
          : point.expected !== null
            ? `expected to be left ${format(point.expected)}`
            : "not yet"}
      </Text>
      {point.left === null && point.interval ? (
        <Text size="xs" className="tabular">
          80%: {format(point.interval[0])} to {format(point.interval[1])}
        </Text>
      ) : null}
      {point.ideal === null ? null : (
        <Text size="xs" c="dimmed" className="tabular">
          ideal {format(point.ideal)}
        </Text>
      )}
    </Paper>
  );
}

/** Quarters of the limit, down to what is least left. */
function ticksOf({ limit, points }: BurnDown): number[] {
  const least = Math.min(0, ...points.map(({ left, interval }) => Math.min(left ?? 0, interval?.[0] ?? 0)));
  const steps = 4 + Math.ceil((-least / limit) * 4);
  // Far over the limit, few lines tell as much as many.
  const every = Math.ceil(steps / 10);
  return Array.from({ length: Math.ceil(steps / every) + 1 }, (_, index) => limit * (1 - (index * every) / 4));
}

/** The picture of a burn-down. Its numbers are in the table twin. */
export default function BurnDownChart({ chart, marks, format, formatAxis, instantLabel, axisLabel, height }: BurnDownChartProps) {
  const hatch = `${useId().replace(/[^a-zA-Z0-9-]/g, "")}-band`;
  const dark = useComputedColorScheme("light") === "dark";
  const ink = dark ? "#a7b0ba" : "#5c6470";
  const line = dark ? "#46baa9" : "#07756a";
  const warn = dark ? "#ffc266" : "#8a4b00";
  const ticks = ticksOf(chart);
  return (
    <ResponsiveContainer width="100%" height={height}>
      <ComposedChart data={chart.points} margin={{ top: 8, right: 44, bottom: 0, left: 0 }}>
        <defs>
          <pattern id={hatch} width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width={6} height={6} fill={line} fillOpacity={0.12} />
            <path d="M0 0 V6" stroke={line} strokeOpacity={0.4} strokeWidth={1.5} />
          </pattern>
        </defs>
        <CartesianGrid vertical={false} stroke={dark ? "#2b3138" : "#e6eaed"} />
        <XAxis
          dataKey="atMs"
          type="number"
          domain={[chart.startMs, chart.endMs]}
          tickFormatter={axisLabel}
          tick={{ fontSize: 12, fill: ink }}
          tickLine={false}
          axisLine={{ stroke: dark ? "#3b434b" : "#ced4da" }}
          minTickGap={40}
        />
        <YAxis
          tickFormatter={formatAxis}
          tick={{ fontSize: 12, fill: ink }}
          tickLine={false}
          axisLine={false}
          width={62}
          domain={[ticks.at(-1) ?? 0, chart.limit]}
          ticks={ticks}
          interval={0}
        />
        <Tooltip
          isAnimationActive={false}
          content={({ active, payload }) => {
            const point = payload[0]?.payload as BurnDownPoint | undefined;
            return active && point ? <Tip point={point} format={format} title={instantLabel(point.atMs)} /> : null;
          }}
        />
        <Area dataKey="interval" stroke="none" fill={`url(#${hatch})`} isAnimationActive={false} connectNulls={false} />
        <ReferenceLine y={0} stroke={dark ? "#ff9b90" : "#b42318"} strokeWidth={1.5} />
        {marks.map(({ share, label, crossedAtMs }) => (
          <ReferenceLine
            key={share}
            y={chart.limit * (1 - share)}
            stroke={crossedAtMs === null ? ink : warn}
            strokeDasharray="2 4"
            ifOverflow="extendDomain"
            label={{ value: label, position: "right", fontSize: 11, fill: crossedAtMs === null ? ink : warn }}
          />
        ))}
        <ReferenceLine x={chart.nowMs} stroke={ink} strokeOpacity={0.6} />
        {chart.rolling ? null : (
          <Line dataKey="ideal" stroke={ink} strokeWidth={1.5} strokeDasharray="6 4" dot={false} isAnimationActive={false} />
        )}
        <Line
          dataKey="expected"
          stroke={line}
          strokeWidth={2}
          strokeDasharray="3 3"
          dot={false}
          isAnimationActive={false}
          connectNulls
        />
        <Line
          dataKey="left"
          stroke={line}
          strokeWidth={2.5}
          dot={chart.points.length < 4}
          isAnimationActive={false}
          connectNulls
        />
        {marks.map(({ share, crossedAtMs }) =>
          crossedAtMs === null ? null : (
            <ReferenceDot
              key={share}
              x={crossedAtMs}
              y={chart.limit * (1 - share)}
              r={5}
              fill={warn}
              stroke={dark ? "#171b20" : "#ffffff"}
              strokeWidth={2}
            />
          ),
        )}
      </ComposedChart>
    </ResponsiveContainer>
  );
}
