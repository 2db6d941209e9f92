import { Group, Text, UnstyledButton } from "@mantine/core";
import { useId } from "react";
import type { StackSeries } from "./stack";
import { LineSample, Swatch } from "./textures";

interface LegendProps {
  series: readonly StackSeries[];
  format: (amount: string) => string;
  showTotals: boolean;
  highlighted: string | null;
  onHighlight: (key: string | null) => void;
  onPick?: (key: string) => void;
}

/** Names of the series in the order of the stack. Pointing at or focusing one dims the others. */
export function Legend({ series, format, showTotals, highlighted, onHighlight, onPick }: LegendProps) {
  const id = useId();
  return (
    <Group component="ul" gap="xs" m={0} mt="xs" p={0} style={{ listStyle: "none" }}>
      {series.map(({ key, label, slot, total }) => {
        const pickable = onPick !== undefined && slot !== null;
        return (
          <li key={key} style={{ maxWidth: "100%" }}>
            <UnstyledButton
              onMouseEnter={() => onHighlight(key)}
              onMouseLeave={() => onHighlight(null)}
              onFocus={() => onHighlight(key)}
              onBlur={() => onHighlight(null)}
              onClick={pickable ? () => onPick(key) : undefined}
              title={
                [pickable ? `Show only ${label}` : "", label === key || slot === null ? "" : key.replaceAll("\u0000", " · ")]
                  .filter(Boolean)
                  .join(": ") || undefined
              }
              style={{ display: "flex", alignItems: "center", gap: 6, padding: "2px 6px", borderRadius: 6, maxWidth: "100%" }}
              bg={highlighted === key ? "var(--cw-line)" : undefined}
            >
              {showTotals ? (
                <Swatch slot={slot} id={`${id}-${slot ?? "other"}`.replace(/[^a-zA-Z0-9-]/g, "")} />
              ) : (
                <LineSample slot={slot} />
              )}
              <Text size="xs" truncate>
                {label}
              </Text>
              {showTotals ? (
                <Text size="xs" c="dimmed" className="tabular" style={{ flex: "none" }}>
                  {format(total)}
                </Text>
              ) : null}
            </UnstyledButton>
          </li>
        );
      })}
    </Group>
  );
}
