import { Group } from "@mantine/core";
import { dimensionLabel, valueLabel } from "@/components/filters/dimensions";
import { formatCount } from "@/components/format/number";
import { formatDay, formatInstantShort } from "@/components/format/time";
import type { Column } from "@/components/tables/column";
import { Money } from "@/components/ui/money";
import { TextLink } from "@/components/ui/text-link";
import { formatAtto, parseAtto } from "@/lib/platform/decimal";
import type { Explanation } from "./shapes";
import { formatAmountExact, type Measure } from "./words";

export type ExplainRow = Explanation["rows"][number];

/** The exact sum of the rows, as a decimal text. */
export function sumOf(rows: readonly ExplainRow[]): string {
  return formatAtto(rows.reduce((sum, { amount }) => sum + (parseAtto(amount) ?? 0n), 0n));
}

interface ExplainColumns {
  measure: Measure;
  zone: string;
  explanation: Explanation;
  links: (row: ExplainRow) => { explore: string; events: string };
}

function exact(measure: Measure, amount: string) {
  return measure === "cost" ? <Money value={amount} exact /> : formatAmountExact(measure, amount);
}

export function explainColumns({ measure, zone, explanation, links }: ExplainColumns): Column<ExplainRow>[] {
  const { group_by, rows } = explanation;
  const name = (value: string) => valueLabel(group_by, value);
  return [
    {
      id: "from",
      header: "Time",
      nowrap: true,
      cell: (row) =>
        Date.parse(row.to) - Date.parse(row.from) > 2 * 3_600_000
          ? formatDay(row.from, zone)
          : formatInstantShort(row.from, zone).slice(0, -3),
      total: "Sum of all rows",
    },
    { id: "value", header: dimensionLabel(group_by), cell: (row) => name(row.value) },
    {
      id: "requests",
      header: "Requests",
      align: "end",
      cell: (row) => formatCount(row.requests),
      total: formatCount(rows.reduce((sum, row) => sum + row.requests, 0)),
    },
    {
      id: "unpriced",
      header: "Unpriced",
      align: "end",
      cell: (row) =>
        row.unpriced_requests > 0 ? <span style={{ color: "var(--cw-warn)" }}>{formatCount(row.unpriced_requests)}</span> : "–",
      total: formatCount(rows.reduce((sum, row) => sum + row.unpriced_requests, 0)),
    },
    {
      id: "amount",
      header: "Amount",
      align: "end",
      nowrap: true,
      cell: (row) => exact(measure, row.amount),
      total: exact(measure, sumOf(rows)),
    },
    {
      id: "open",
      header: "Made of",
      align: "end",
      nowrap: true,
      cell: (row) => {
        const { explore, events } = links(row);
        return (
          <Group gap="xs" justify="flex-end" wrap="nowrap">
            <TextLink href={explore}>Explore</TextLink>
            <TextLink href={events}>Events</TextLink>
          </Group>
        );
      },
    },
  ];
}
