"use client";

import { Paper, Text, useComputedColorScheme } from "@mantine/core";
import { Area, CartesianGrid, ComposedChart, Line, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";

export interface BandPoint {
  atMs: number;
  actual: number | null;
  expected: number | null;
  band: [number, number] | null;
}

export interface BandChartProps {
  points: readonly BandPoint[];
  /** When what is told of began. */
  beganMs: number;
  format: (value: number) => string;
  instantLabel: (atMs: number) => string;
  axisLabel: (atMs: number) => string;
  height: number;
}

function Tip({ point, format, title }: { point: BandPoint; format: (value: number) => string; title: string }) {
  return (
    <Paper withBorder shadow="md" p="xs" maw={280}>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      <Text size="xs" className="tabular">
        {point.actual === null ? "nothing" : format(point.actual)}
      </Text>
      {point.expected === null ? null : (
        <Text size="xs" c="dimmed" className="tabular">
          expected {format(point.expected)}
          {point.band ? `, ${format(point.band[0])} to ${format(point.band[1])}` : ""}
        </Text>
      )}
    </Paper>
  );
}

/** What was measured by the hour, and the band it was expected in. Its numbers are in the table twin. */
export default function BandChart({ points, beganMs, format, instantLabel, axisLabel, height }: BandChartProps) {
  const dark = useComputedColorScheme("light") === "dark";
  const ink = dark ? "#a7b0ba" : "#5c6470";
  const line = dark ? "#46baa9" : "#07756a";
  const warn = dark ? "#ff9b90" : "#b42318";
  return (
    <ResponsiveContainer width="100%" height={height}>
      <ComposedChart data={[...points]} margin={{ top: 8, right: 16, bottom: 0, left: 0 }}>
        <CartesianGrid vertical={false} stroke={dark ? "#2b3138" : "#e6eaed"} />
        <XAxis
          dataKey="atMs"
          type="number"
          domain={["dataMin", (most: number) => Math.max(most, beganMs)]}
          tickFormatter={axisLabel}
          tick={{ fontSize: 12, fill: ink }}
          tickLine={false}
          axisLine={{ stroke: dark ? "#3b434b" : "#ced4da" }}
          minTickGap={40}
        />
        <YAxis tickFormatter={format} tick={{ fontSize: 12, fill: ink }} tickLine={false} axisLine={false} width={70} />
        <Tooltip
          isAnimationActive={false}
          content={({ active, payload }) => {
            const point = payload[0]?.payload as BandPoint | undefined;
            return active && point ? <Tip point={point} format={format} title={instantLabel(point.atMs)} /> : null;
          }}
        />
        <Area dataKey="band" stroke="none" fill={line} fillOpacity={0.22} isAnimationActive={false} connectNulls={false} />
        <Line dataKey="expected" stroke={ink} strokeWidth={1.5} strokeDasharray="6 4" dot={false} isAnimationActive={false} />
        <Line dataKey="actual" stroke={line} strokeWidth={2.5} dot={points.length < 6} isAnimationActive={false} />
        <ReferenceLine x={beganMs} stroke={warn} strokeWidth={1.5} />
      </ComposedChart>
    </ResponsiveContainer>
  );
}
