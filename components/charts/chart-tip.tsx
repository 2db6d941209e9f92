import { Box, Group, Paper, Text } from "@mantine/core";
import type { Stack, StackPoint } from "./stack";
import { Swatch } from "./textures";

interface ChartTipProps {
  stack: Stack;
  point: StackPoint;
  title: string;
  format: (amount: string) => string;
  showTotal: boolean;
}

/** What one period holds, biggest first as in the stack. */
export function ChartTip({ stack, point, title, format, showTotal }: ChartTipProps) {
  const rows = stack.series.filter(({ key }) => point.amounts[key] !== undefined && point.amounts[key] !== "0");
  return (
    <Paper withBorder shadow="md" p="xs" maw={320}>
      <Text size="sm" fw={600}>
        {title}
        {point.partial ? ", so far" : ""}
      </Text>
      {rows.map((series) => (
        <Group key={series.key} gap={8} wrap="nowrap" justify="space-between">
          <Group gap={6} wrap="nowrap" style={{ minWidth: 0 }}>
            <Swatch slot={series.slot} id={`tip-${series.slot ?? "other"}`} />
            <Text size="xs" truncate>
              {series.label}
            </Text>
          </Group>
          <Text size="xs" className="tabular">
            {format(point.amounts[series.key] ?? "0")}
          </Text>
        </Group>
      ))}
      {showTotal ? (
        <Box mt={4} pt={4} style={{ borderTop: "1px solid var(--cw-line)" }}>
          <Group justify="space-between" gap={8}>
            <Text size="xs" fw={600}>
              Total
            </Text>
            <Text size="xs" fw={600} className="tabular">
              {format(point.total)}
            </Text>
          </Group>
        </Box>
      ) : null}
    </Paper>
  );
}
