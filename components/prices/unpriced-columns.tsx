import { Button, Stack, Text } from "@mantine/core";
import { formatCount } from "@/components/format/number";
import { formatInstantShort } from "@/components/format/time";
import type { Column } from "@/components/tables/column";
import type { UnpricedAnswer } from "@/lib/metering/re-rating/contract";

/** `onPrice` is null for who may not set prices. */
export function unpricedColumns(zone: string, onPrice: ((row: UnpricedAnswer) => void) | null): Column<UnpricedAnswer>[] {
  const columns: Column<UnpricedAnswer>[] = [
    {
      id: "model",
      header: "Model",
      cell: (row) => (
        <Stack gap={0}>
          <Text inherit style={{ whiteSpace: "nowrap" }}>
            {row.model}
          </Text>
          <Text size="xs" c="dimmed">
            {row.provider}
          </Text>
        </Stack>
      ),
    },
    { id: "events", header: "Events", align: "end", cell: (row) => formatCount(row.events) },
    { id: "tokens", header: "Tokens", align: "end", cell: (row) => formatCount(row.tokens) },
    { id: "first", header: "First seen", nowrap: true, cell: (row) => formatInstantShort(row.first_seen, zone) },
    { id: "last", header: "Last seen", nowrap: true, cell: (row) => formatInstantShort(row.last_seen, zone) },
    {
      id: "reason",
      header: "Why",
      cell: (row) => (
        <Text size="xs" miw={200}>
          {row.reason ?? "The events carry no usage that a price could be applied to."}
          {row.suggestion ? ` Perhaps ${row.suggestion.model} of ${row.suggestion.provider} is meant.` : ""}
        </Text>
      ),
    },
  ];
  if (!onPrice) return columns;
  return [
    ...columns,
    {
      id: "price",
      header: "Action",
      align: "end",
      cell: (row) => (
        <Button size="compact-sm" variant="default" onClick={() => onPrice(row)} aria-label={`Price it: ${row.model}`}>
          Price it
        </Button>
      ),
    },
  ];
}
