import { Box, Group, Text } from "@mantine/core";
import { formatRatio } from "./words";

interface UsedBarProps {
  /** 1 = the whole limit. */
  ratio: number;
  /** Where the forecast ends, as a share of the limit. */
  forecastRatio?: number | null;
  /** Marks at these shares of the limit. */
  marks?: readonly number[];
  width?: number | string;
}

function fill(ratio: number): string {
  if (ratio >= 1) return "var(--cw-rise)";
  return ratio >= 0.8 ? "var(--mantine-color-yellow-7)" : "var(--mantine-color-warden-7)";
}

/** A share of the limit as a length and a number; the hatched part is the forecast. What is beyond the limit makes the bar full. */
export function UsedBar({ ratio, forecastRatio = null, marks = [], width = 120 }: UsedBarProps) {
  const whole = Math.max(1, ratio, forecastRatio ?? 0);
  const share = (part: number) => `${Math.max(0, Math.min(1, part / whole)) * 100}%`;
  return (
    <Group gap={8} wrap="nowrap">
      <Box
        aria-hidden
        pos="relative"
        style={{
          width,
          flex: "0 1 auto",
          minWidth: 60,
          height: 10,
          borderRadius: 5,
          background: "var(--cw-line)",
          overflow: "hidden",
        }}
      >
        {forecastRatio !== null && forecastRatio > ratio ? (
          <Box
            pos="absolute"
            h="100%"
            style={{
              width: share(forecastRatio),
              backgroundColor: fill(forecastRatio),
              opacity: 0.55,
              backgroundImage: "repeating-linear-gradient(45deg, var(--cw-card) 0 2px, #0000 2px 5px)",
            }}
          />
        ) : null}
        <Box pos="absolute" h="100%" style={{ width: share(ratio), background: fill(ratio) }} />
        {[...marks, ...(whole > 1 ? [1] : [])].map((mark) => (
          <Box
            key={mark}
            pos="absolute"
            h="100%"
            style={{
              left: share(mark),
              width: 2,
              marginLeft: -1,
              background: "var(--mantine-color-text)",
              opacity: mark === 1 ? 0.9 : 0.35,
            }}
          />
        ))}
      </Box>
      <Text size="sm" className="tabular" fw={ratio >= 1 ? 650 : undefined} style={{ flex: "none" }}>
        {formatRatio(ratio)}
      </Text>
    </Group>
  );
}
