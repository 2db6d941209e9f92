import { Button } from "@mantine/core";
import { valueLabel } from "@/components/filters/dimensions";
import type { Column } from "@/components/tables/column";
import { Named } from "@/components/ui/named";
import { Amount } from "./amount";
import type { Standing } from "./shapes";
import { UsedBar } from "./used-bar";
import type { Each, Measure } from "./words";

/** The values of a template, each against its limit. */
export function subjectColumns(each: Each, measure: Measure, onPick: (subject: string) => void): Column<Standing>[] {
  return [
    {
      id: "subject",
      header: each.charAt(0).toUpperCase() + each.slice(1),
      cell: (row) => <Named dimension={each} value={row.subject ?? ""} />,
    },
    { id: "used", header: "Used", nowrap: true, cell: (row) => <UsedBar ratio={row.used_ratio} /> },
    {
      id: "spent",
      header: "Spent",
      align: "end",
      nowrap: true,
      cell: (row) => <Amount measure={measure} value={row.spent} unpriced={row.unpriced_requests} />,
    },
    { id: "limit", header: "Limit", align: "end", nowrap: true, cell: (row) => <Amount measure={measure} value={row.limit} /> },
    { id: "burn", header: "Burn, 1 h", align: "end", nowrap: true, cell: (row) => `${row.burn_rate.fast.multiple.toFixed(1)}×` },
    {
      id: "open",
      header: "Action",
      align: "end",
      cell: (row) => (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => onPick(row.subject ?? "")}
          aria-label={`Look at ${valueLabel(each, row.subject ?? "")}`}
        >
          Look at it
        </Button>
      ),
    },
  ];
}
