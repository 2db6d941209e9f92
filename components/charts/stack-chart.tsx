"use client";

import { useComputedColorScheme, useMantineTheme } from "@mantine/core";
import { useId } from "react";
import { Bar, BarChart, CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { moneyPixels } from "@/components/format/money";
import { ChartTip } from "./chart-tip";
import type { Stack, StackPoint } from "./stack";
import { colourOf, dashOf, fillOf, Textures } from "./textures";

export interface StackChartProps {
  stack: Stack;
  kind: "bars" | "lines";
  /** Reads a decimal text aloud: "$12.30", "1,204 requests". */
  format: (amount: string) => string;
  formatAxis: (amount: number) => string;
  periodLabel: (startMs: number) => string;
  highlighted: string | null;
  onPeriod?: (startMs: number) => void;
  height: number;
}

interface SegmentProps {
  idPrefix: string;
  fill: string;
  faded: boolean;
  x?: number;
  y?: number;
  width?: number;
  height?: number;
  payload?: { point: StackPoint };
}

/** One part of a bar, hatched while its period is not over, parted from its neighbour by a thin line. */
function Segment({ idPrefix, fill, faded, x = 0, y = 0, width = 0, height = 0, payload }: SegmentProps) {
  if (height <= 0 || width <= 0) return null;
  const shown = Math.max(0.5, height - (height > 3 ? 1 : 0));
  return (
    <g opacity={faded ? 0.25 : 1}>
      <rect x={x} y={y} width={width} height={shown} fill={fill} />
      {payload?.point.partial ? <rect x={x} y={y} width={width} height={shown} fill={`url(#${idPrefix}-partial)`} /> : null}
    </g>
  );
}

/** The picture of a stack. Its numbers are in the table twin; floats here are pixels only. */
export default function StackChart(props: StackChartProps) {
  const { stack, kind, format, formatAxis, periodLabel, highlighted, onPeriod, height } = props;
  const idPrefix = useId().replace(/[^a-zA-Z0-9-]/g, "");
  const dark = useComputedColorScheme("light") === "dark";
  const { colors } = useMantineTheme();
  const ink = dark ? "#a7b0ba" : "#5c6470";
  const data = stack.points.map((point) => ({
    point,
    startMs: point.startMs,
    ...Object.fromEntries(
      stack.series.map(({ key }, index) => [
        `s${index}`,
        kind === "lines" && point.amounts[key] === undefined ? null : moneyPixels(point.amounts[key]),
      ]),
    ),
  }));
  const axes = (
    <>
      <CartesianGrid vertical={false} stroke={dark ? "#2b3138" : "#e6eaed"} />
      <XAxis
        dataKey="startMs"
        tickFormatter={periodLabel}
        tick={{ fontSize: 12, fill: ink }}
        tickLine={false}
        axisLine={{ stroke: dark ? colors.dark[4] : colors.gray[4] }}
        minTickGap={28}
      />
      <YAxis
        tickFormatter={formatAxis}
        tick={{ fontSize: 12, fill: ink }}
        tickLine={false}
        axisLine={false}
        width={62}
        tickCount={5}
      />
      <Tooltip
        isAnimationActive={false}
        cursor={{ fill: dark ? "#ffffff12" : "#0000000d" }}
        content={({ active, payload }) => {
          const point = (payload[0]?.payload as { point?: StackPoint } | undefined)?.point;
          return active && point ? (
            <ChartTip
              stack={stack}
              point={point}
              title={periodLabel(point.startMs)}
              format={format}
              showTotal={kind === "bars"}
            />
          ) : null;
        }}
      />
    </>
  );
  const shared = {
    data,
    margin: { top: 8, right: 8, bottom: 0, left: 0 },
    onClick: (state: { activeLabel?: string | number | undefined }) => {
      if (onPeriod && state.activeLabel !== undefined) onPeriod(Number(state.activeLabel));
    },
    style: onPeriod ? { cursor: "pointer" } : {},
  };
  return (
    <ResponsiveContainer width="100%" height={height}>
      {kind === "bars" ? (
        <BarChart {...shared} barCategoryGap="18%">
          <defs>
            <Textures idPrefix={idPrefix} />
          </defs>
          {axes}
          {stack.series.map((series, index) => (
            <Bar
              key={series.key}
              dataKey={`s${index}`}
              stackId="all"
              isAnimationActive={false}
              shape={
                <Segment
                  idPrefix={idPrefix}
                  fill={fillOf(idPrefix, series.slot)}
                  faded={highlighted !== null && highlighted !== series.key}
                />
              }
            />
          ))}
        </BarChart>
      ) : (
        <LineChart {...shared}>
          {axes}
          {stack.series.map((series, index) => (
            <Line
              key={series.key}
              dataKey={`s${index}`}
              isAnimationActive={false}
              stroke={colourOf(series.slot)}
              strokeWidth={highlighted === series.key ? 3.5 : 2}
              strokeOpacity={highlighted !== null && highlighted !== series.key ? 0.25 : 1}
              strokeDasharray={dashOf(series.slot)}
              dot={stack.points.length < 3}
              connectNulls
            />
          ))}
        </LineChart>
      )}
    </ResponsiveContainer>
  );
}
