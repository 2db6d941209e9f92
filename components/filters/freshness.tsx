"use client";

import { Text } from "@mantine/core";
import { ago } from "@/components/format/time";

interface FreshnessProps {
  /** When the numbers on the screen were answered; undefined while none are. */
  updatedAtMs: number | undefined;
  nowMs: number;
  failing: boolean;
}

export function Freshness({ updatedAtMs, nowMs, failing }: FreshnessProps) {
  if (!updatedAtMs) return null;
  return (
    // Painted by the server a moment before the browser counts on.
    <Text
      suppressHydrationWarning
      size="xs"
      c={failing ? "var(--cw-warn)" : "dimmed"}
      className="tabular"
      style={{ whiteSpace: "nowrap" }}
    >
      {failing ? "cannot refresh; " : ""}updated {ago(nowMs - updatedAtMs)}
    </Text>
  );
}
