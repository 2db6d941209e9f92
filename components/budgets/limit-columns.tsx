import { Text } from "@mantine/core";
import { formatInstant } from "@/components/format/time";
import type { Column } from "@/components/tables/column";
import { ConfirmButton } from "@/components/ui/confirm-button";
import { Amount } from "./amount";
import type { Increase, Limits } from "./shapes";
import { amountWords, type Measure } from "./words";

type LimitEntry = Limits["limits"][number];

export function limitColumns(measure: Measure, zone: string): Column<LimitEntry>[] {
  return [
    { id: "limit", header: "Limit", align: "end", nowrap: true, cell: (row) => <Amount measure={measure} value={row.limit} /> },
    { id: "from", header: "In force from", nowrap: true, cell: (row) => formatInstant(row.from, zone) },
    { id: "by", header: "Set by", cell: (row) => row.created_by },
    { id: "at", header: "Set at", nowrap: true, cell: (row) => formatInstant(row.created_at, zone) },
    { id: "reason", header: "Why", cell: (row) => <Text size="xs">{row.reason ?? "–"}</Text> },
  ];
}

interface Ending {
  ending: string | null;
  onEnd: (id: string) => void;
}

/** `end` is null for who may not change budgets. */
export function increaseColumns(measure: Measure, zone: string, nowMs: number, end: Ending | null): Column<Increase>[] {
  const state = (row: Increase) => {
    if (row.ended_at) return `ended ${formatInstant(row.ended_at, zone)} by ${row.ended_by ?? "–"}`;
    if (row.in_force) return "in force";
    return Date.parse(row.from) > nowMs ? "to come" : "over";
  };
  return [
    { id: "amount", header: "Added", align: "end", nowrap: true, cell: (row) => <Amount measure={measure} value={row.amount} /> },
    { id: "from", header: "From", nowrap: true, cell: (row) => formatInstant(row.from, zone) },
    { id: "until", header: "Until", nowrap: true, cell: (row) => formatInstant(row.until, zone) },
    { id: "by", header: "By", cell: (row) => row.created_by },
    { id: "reason", header: "Why", cell: (row) => <Text size="xs">{row.reason}</Text> },
    {
      id: "state",
      header: "State",
      align: "end",
      cell: (row) =>
        end && !row.ended_at && Date.parse(row.until) > nowMs ? (
          <ConfirmButton
            label="End now"
            describes={`the increase by ${amountWords(measure, row.amount)}`}
            question="The limit falls back at once. End it?"
            loading={end.ending === row.id}
            onConfirm={() => end.onEnd(row.id)}
          />
        ) : (
          state(row)
        ),
    },
  ];
}
