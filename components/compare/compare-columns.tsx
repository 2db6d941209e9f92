import { Text } from "@mantine/core";
import { formatMoney } from "@/components/format/money";
import { formatCount, formatLatency, formatShare } from "@/components/format/number";
import type { Column } from "@/components/tables/column";
import type { CompareRow } from "./compare-rows";

function shown(value: string | null, unit: CompareRow["unit"]): string {
  if (value === null) return "–";
  if (unit === "money") return formatMoney(value);
  if (unit === "share") return formatShare(Number(value));
  if (unit === "latency") return formatLatency(Number(value));
  return unit === "tenths" ? formatCount(Math.round(Number(value))) : formatCount(value);
}

function changed({ before, after, unit }: CompareRow): string {
  if (before === null || after === null) return "–";
  const [a, b] = [Number(before), Number(after)];
  if (unit === "share") {
    const points = (b - a) * 100;
    return Math.abs(points) < 0.05 ? "the same" : `${points > 0 ? "+" : "−"}${Math.abs(points).toFixed(1)} points`;
  }
  if (a === 0) return b === 0 ? "the same" : "new";
  const change = b / a - 1;
  if (Math.abs(change) < 0.0005) return "the same";
  return change >= 9 ? `${Math.round(change + 1)} times` : `${change > 0 ? "+" : "−"}${Math.abs(change * 100).toFixed(1)}%`;
}

/** Two periods side by side. */
export function compareColumns(before: string, after: string): Column<CompareRow>[] {
  return [
    { id: "name", header: "Measure", cell: ({ name }) => name },
    { id: "before", header: before, align: "end", nowrap: true, cell: (row) => shown(row.before, row.unit) },
    { id: "after", header: after, align: "end", nowrap: true, cell: (row) => shown(row.after, row.unit) },
    {
      id: "change",
      header: "Change",
      align: "end",
      nowrap: true,
      cell: (row) => (
        <Text span inherit fw={600}>
          {changed(row)}
        </Text>
      ),
    },
  ];
}
