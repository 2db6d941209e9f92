import { Stack, Text } from "@mantine/core";
import { formatInstant } from "@/components/format/time";
import type { Column } from "@/components/tables/column";
import type { Crossing } from "./shapes";
import { amountWords, type Measure } from "./words";

const WINDOWS = { fast: "in 1 h", slow: "in 6 h" } as const;

function crossed({ kind, percent, window, multiple }: Crossing): string {
  if (kind === "burn_rate") return `burn rate ${multiple}× ${window ? WINDOWS[window] : ""}`;
  return `${percent}% ${kind === "actual" ? "spent" : "forecast"}`;
}

function measured(crossing: Crossing, measure: Measure): string {
  if (crossing.kind === "burn_rate") return `${Number(crossing.measured).toFixed(1)}× the even pace`;
  return `${amountWords(measure, crossing.measured)} of ${amountWords(measure, crossing.limit)}`;
}

/** Thresholds crossed: each a fact, once. */
export function crossingColumns(measure: Measure, zone: string, hasSubjects: boolean): Column<Crossing>[] {
  return [
    {
      id: "threshold",
      header: "Threshold",
      nowrap: true,
      cell: (row) => (
        <Text inherit fw={600}>
          {crossed(row)}
        </Text>
      ),
    },
    ...(hasSubjects ? [{ id: "subject", header: "Who", cell: (row: Crossing) => row.subject ?? "–" }] : []),
    { id: "measured", header: "Was then", nowrap: true, cell: (row) => measured(row, measure) },
    {
      id: "at",
      header: "Usage of",
      nowrap: true,
      cell: (row) => formatInstant(row.event_time, zone),
    },
    {
      id: "noted",
      header: "Noted",
      nowrap: true,
      cell: (row) => (
        <Stack gap={0}>
          <Text inherit>{formatInstant(row.noted_at, zone)}</Text>
          <Text size="xs" c="dimmed">
            {[row.since_close ? "since the period closed" : "", row.ended_at ? `ended ${formatInstant(row.ended_at, zone)}` : ""]
              .filter(Boolean)
              .join("; ")}
          </Text>
        </Stack>
      ),
    },
  ];
}
