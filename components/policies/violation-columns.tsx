import { Stack, Text } from "@mantine/core";
import { formatCount } from "@/components/format/number";
import { formatInstantShort } from "@/components/format/time";
import type { Column } from "@/components/tables/column";
import { Named } from "@/components/ui/named";
import { TextLink } from "@/components/ui/text-link";
import type { ViolationAnswer } from "@/lib/budgets/policies/contract";
import { largestWords, VIOLATIONS } from "./policy-words";

/** Recorded calls that violate a policy, an hour and place a row. */
export function violationColumns(zone: string, eventsHref: (row: ViolationAnswer) => string): Column<ViolationAnswer>[] {
  return [
    {
      id: "kind",
      header: "Violation",
      nowrap: true,
      cell: (row) => (
        <Text inherit fw={600}>
          {VIOLATIONS[row.kind]}
        </Text>
      ),
    },
    { id: "model", header: "Model asked for", cell: (row) => row.model },
    {
      id: "where",
      header: "By",
      cell: (row) => (
        <Stack gap={0}>
          <Text inherit>
            <Named dimension="tenant" value={row.tenant} />
          </Text>
          <Text size="xs" c="dimmed">
            <Named dimension="feature" value={row.feature} />, <Named dimension="environment" value={row.environment} />
          </Text>
        </Stack>
      ),
    },
    {
      id: "events",
      header: "Calls",
      align: "end",
      cell: (row) => <TextLink href={eventsHref(row)}>{formatCount(row.events)}</TextLink>,
    },
    { id: "largest", header: "Largest", align: "end", nowrap: true, cell: largestWords },
    {
      id: "last",
      header: "Last one",
      nowrap: true,
      cell: (row) => (
        <Stack gap={0}>
          <Text inherit>{formatInstantShort(row.last_event_at, zone)}</Text>
          <Text size="xs" c="dimmed">
            such as {row.example.id}
          </Text>
        </Stack>
      ),
    },
  ];
}
