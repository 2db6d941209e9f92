import { Text } from "@mantine/core";
import { IconArrowDownRight, IconArrowUpRight, IconMinus } from "@tabler/icons-react";

interface ChangeProps {
  /** Relative: 0.25 is a quarter more; null where there is nothing to compare with. */
  change: number | null;
  /** Completes "12% above ...": "yesterday by this time". */
  comparedWith: string;
}

/** More or less than before, by sign, arrow and word; more spend is not good news. */
export function Change({ change, comparedWith }: ChangeProps) {
  if (change === null)
    return (
      <Text size="xs" c="dimmed">
        nothing to compare with: {comparedWith}
      </Text>
    );
  const direction = change > 0.0005 ? "up" : change < -0.0005 ? "down" : "same";
  const Icon = { up: IconArrowUpRight, down: IconArrowDownRight, same: IconMinus }[direction];
  const colour = { up: "var(--cw-rise)", down: "var(--cw-fall)", same: "dimmed" }[direction];
  const size = Math.abs(change);
  const words =
    direction === "same"
      ? "the same as"
      : change >= 9
        ? `${Math.round(change + 1)} times`
        : `${(size * 100).toFixed(1)}% ${direction === "up" ? "above" : "below"}`;
  return (
    <Text size="xs" c={colour} className="tabular">
      <Icon size={14} aria-hidden style={{ verticalAlign: "-2px", marginInlineEnd: 2 }} />
      {words}{" "}
      <Text span inherit c="dimmed">
        {comparedWith}
      </Text>
    </Text>
  );
}
