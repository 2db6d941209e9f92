import { Button, Text } from "@mantine/core";
import { formatDay, formatInstantShort } from "@/components/format/time";
import type { Column } from "@/components/tables/column";
import { DAY_MS } from "@/lib/platform/time";
import { Amount } from "./amount";
import type { History } from "./shapes";
import { UsedBar } from "./used-bar";
import type { Measure } from "./words";

type PastPeriod = History["periods"][number];

interface HistoryColumns {
  measure: Measure;
  zone: string;
  /** Explains a period by its rows. */
  onExplain: (period: PastPeriod) => void;
}

export function periodName({ period_start, period_end }: { period_start: string; period_end: string }, zone: string): string {
  const [startMs, endMs] = [Date.parse(period_start), Date.parse(period_end)];
  if (endMs - startMs < DAY_MS / 2) return formatInstantShort(startMs, zone).slice(0, -3);
  const first = formatDay(startMs, zone);
  const last = formatDay(endMs - 1, zone);
  return first === last ? first : `${first} to ${last}`;
}

export function historyColumns({ measure, zone, onExplain }: HistoryColumns): Column<PastPeriod>[] {
  return [
    { id: "period", header: "Period", nowrap: true, cell: (row) => periodName(row, zone) },
    {
      id: "limit",
      header: "Limit",
      align: "end",
      nowrap: true,
      cell: (row) =>
        row.limit === null ? (
          <Text span inherit c="dimmed">
            none yet
          </Text>
        ) : (
          <Amount measure={measure} value={row.limit} />
        ),
    },
    {
      id: "spent",
      header: "Spent",
      align: "end",
      nowrap: true,
      cell: (row) => <Amount measure={measure} value={row.spent} unpriced={row.unpriced_requests} />,
    },
    {
      id: "used",
      header: "Used",
      nowrap: true,
      cell: (row) => (row.used_ratio === null ? "–" : <UsedBar ratio={row.used_ratio} width={100} />),
    },
    {
      id: "crossed",
      header: "Crossed",
      cell: (row) => (
        <Text size="xs" miw={120}>
          {row.crossings
            .map((each) =>
              each.kind === "burn_rate"
                ? `${each.multiple}× burn`
                : `${each.percent}%${each.kind === "forecast" ? " forecast" : ""}`,
            )
            .reverse()
            .join(", ") || "nothing"}
        </Text>
      ),
    },
    {
      id: "explain",
      header: "Action",
      align: "end",
      cell: (row) => (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => onExplain(row)}
          aria-label={`Explain ${periodName(row, zone)}`}
        >
          Explain
        </Button>
      ),
    },
  ];
}
