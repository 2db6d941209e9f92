import { Text, UnstyledButton } from "@mantine/core";
import { valueLabel } from "@/components/filters/dimensions";
import { formatCount } from "@/components/format/number";
import { formatInstantShort } from "@/components/format/time";
import type { Column } from "@/components/tables/column";
import { Money } from "@/components/ui/money";
import type { ReAttributionAnswer } from "@/lib/metering/re-attribution/contract";

/** "tenant acme, feature chat" */
export function namesWords(names: Readonly<Record<string, string>>): string {
  return Object.entries(names)
    .filter(([name]) => name !== "from" && name !== "to")
    .map(([name, value]) => `${name} ${valueLabel(name, value)}`)
    .join(", ");
}

/** What was moved. */
export function moveColumns(zone: string, onOpen: (id: string) => void): Column<ReAttributionAnswer>[] {
  return [
    {
      id: "at",
      header: "Time",
      nowrap: true,
      cell: ({ id, created_at, state }) => (
        <>
          <UnstyledButton
            c="var(--mantine-color-anchor)"
            fz="inherit"
            onClick={() => onOpen(id ?? "")}
            aria-label={`Effect of the move of ${formatInstantShort(created_at, zone)}`}
          >
            {formatInstantShort(created_at, zone)}
          </UnstyledButton>
          {state === "running" ? (
            <Text size="xs" c="dimmed">
              still moving
            </Text>
          ) : null}
        </>
      ),
    },
    {
      id: "what",
      header: "Moved",
      cell: ({ filter, set, reason }) => (
        <div style={{ minWidth: 180 }}>
          <Text inherit className="wrap-anywhere">
            {namesWords(filter)} → {namesWords(set)}
          </Text>
          <Text size="xs" c="dimmed" className="wrap-anywhere">
            {reason}
          </Text>
        </div>
      ),
    },
    { id: "by", header: "By", cell: ({ created_by: by }) => by },
    { id: "events", header: "Events", align: "end", cell: ({ events }) => formatCount(events) },
    { id: "cost", header: "Spend", align: "end", nowrap: true, cell: (move) => <Money value={move.effective_cost_usd} /> },
  ];
}
