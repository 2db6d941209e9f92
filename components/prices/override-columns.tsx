import { Text } from "@mantine/core";
import { formatDay } from "@/components/format/time";
import type { Column } from "@/components/tables/column";
import { ConfirmButton } from "@/components/ui/confirm-button";
import { Named } from "@/components/ui/named";
import type { OverrideAnswer } from "@/lib/pricing/contract";
import { otherRates, rateText } from "./rate-names";

function what(override: OverrideAnswer): string {
  if (override.percent_off !== null) return `${override.percent_off}% off list`;
  const rates = override.rates ?? {};
  return [
    rates.input !== undefined ? `input ${rateText(rates.input)}` : "",
    rates.output !== undefined ? `output ${rateText(rates.output)}` : "",
    otherRates(rates),
  ]
    .filter(Boolean)
    .join(", ");
}

/** `onWithdraw` is null for who may not change prices. */
export function overrideColumns(zone: string, onWithdraw: ((id: string) => void) | null): Column<OverrideAnswer>[] {
  const columns: Column<OverrideAnswer>[] = [
    { id: "provider", header: "Provider", cell: (row) => row.provider ?? "every one" },
    { id: "model", header: "Model", cell: (row) => row.model ?? "every one" },
    {
      id: "tenant",
      header: "Tenant",
      cell: (row) => (row.tenant ? <Named dimension="tenant" value={row.tenant} /> : "every one"),
    },
    { id: "tier", header: "Service tier", cell: (row) => row.service_tier ?? "every one" },
    { id: "what", header: "What", cell: what },
    {
      id: "span",
      header: "In force",
      cell: (row) =>
        `from ${formatDay(row.effective_from, zone)}${row.effective_to ? ` until ${formatDay(row.effective_to, zone)}` : ""}`,
    },
    {
      id: "note",
      header: "Note",
      cell: (row) => (
        <Text size="xs">
          {row.note}
          {row.created_by ? ` (by ${row.created_by})` : ""}
        </Text>
      ),
    },
  ];
  if (!onWithdraw) return columns;
  return [
    ...columns,
    {
      id: "withdraw",
      header: "Action",
      align: "end",
      nowrap: true,
      cell: (row) => <ConfirmButton label="Withdraw" question="As if it had never been?" onConfirm={() => onWithdraw(row.id)} />,
    },
  ];
}
