import { Stack, Text } from "@mantine/core";
import { formatInstantShort } from "@/components/format/time";
import type { Column } from "@/components/tables/column";
import { TextLink } from "@/components/ui/text-link";
import type { DeliveryAnswer } from "@/lib/alerts/contract";

/** What was sent of an alert; each leads to its attempts. */
export function deliveryOfAlertColumns(zone: string): Column<DeliveryAnswer>[] {
  return [
    {
      id: "channel",
      header: "Channel",
      cell: ({ id, channel }) => <TextLink href={`/alerts/deliveries?open=${id}`}>{channel?.name ?? "a letter"}</TextLink>,
    },
    { id: "why", header: "Why", cell: ({ reason }) => reason ?? "" },
    {
      id: "state",
      header: "State",
      cell: ({ state, last_status, last_error }) => (
        <Stack gap={0} maw={300}>
          <Text span inherit c={state === "failed" ? "var(--cw-rise)" : undefined}>
            {state}
            {last_status === null ? "" : ` (${last_status})`}
          </Text>
          {last_error ? (
            <Text size="xs" c="dimmed" className="wrap-anywhere">
              {last_error}
            </Text>
          ) : null}
        </Stack>
      ),
    },
    { id: "attempts", header: "Attempts", align: "end", cell: ({ attempts }) => attempts },
    {
      id: "at",
      header: "At",
      nowrap: true,
      cell: ({ finished_at, created_at }) => formatInstantShort(finished_at ?? created_at, zone),
    },
  ];
}
