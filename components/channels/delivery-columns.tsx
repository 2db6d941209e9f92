import { Anchor, Button, Stack, Text } from "@mantine/core";
import { formatInstantShort } from "@/components/format/time";
import type { Column } from "@/components/tables/column";
import type { DeliveryAnswer } from "@/lib/deliveries/contract";

interface DeliveryActions {
  /** Null for who may not. */
  onSendAgain: ((delivery: DeliveryAnswer) => void) | null;
  sending: string | null;
  onOpen: (delivery: DeliveryAnswer) => void;
}

const COLOURS = { pending: "var(--cw-warn)", delivered: "var(--cw-fall)", failed: "var(--cw-rise)" } as const;

export function deliveryColumns(zone: string, actions: DeliveryActions): Column<DeliveryAnswer>[] {
  return [
    { id: "at", header: "Made", nowrap: true, wide: true, cell: ({ created_at }) => formatInstantShort(created_at, zone) },
    {
      id: "what",
      header: "Message",
      cell: (delivery) => (
        <Stack gap={0} miw={{ base: 110, sm: 200 }}>
          <Anchor
            component="button"
            type="button"
            inherit
            ta="start"
            className="wrap-anywhere"
            onClick={() => actions.onOpen(delivery)}
          >
            {delivery.title ?? delivery.subject.kind}
          </Anchor>
          <Text size="xs" c="dimmed" hiddenFrom="sm">
            {formatInstantShort(delivery.created_at, zone)}
          </Text>
          <Text size="xs" c="dimmed">
            {delivery.subject.kind}
            {delivery.event && delivery.event !== "none" ? `, ${delivery.event}` : ""}
          </Text>
        </Stack>
      ),
    },
    {
      id: "to",
      header: "To",
      cell: ({ channel, recipient, failed_channel }) => (
        <Stack gap={0}>
          <Text inherit className="wrap-anywhere">
            {channel?.name ?? recipient}
          </Text>
          {failed_channel ? (
            <Text size="xs" c="dimmed">
              in place of {failed_channel}
            </Text>
          ) : null}
        </Stack>
      ),
    },
    {
      id: "state",
      header: "State",
      cell: ({ state, last_status, last_error, next_attempt_at }) => (
        <Stack gap={0} maw={280}>
          <Text span inherit c={COLOURS[state]}>
            {state}
            {last_status === null ? "" : ` (${last_status})`}
          </Text>
          {state === "pending" && next_attempt_at ? (
            <Text size="xs" c="dimmed">
              next try {formatInstantShort(next_attempt_at, zone)}
            </Text>
          ) : null}
          {last_error ? (
            <Text size="xs" className="wrap-anywhere">
              {last_error}
            </Text>
          ) : null}
        </Stack>
      ),
    },
    { id: "attempts", header: "Attempts", wide: true, align: "end", cell: ({ attempts }) => attempts },
    {
      id: "again",
      header: "Action",
      align: "end",
      nowrap: true,
      cell: (delivery) =>
        actions.onSendAgain && delivery.state === "failed" ? (
          <Button
            size="compact-sm"
            variant="default"
            loading={actions.sending === delivery.id}
            onClick={() => actions.onSendAgain?.(delivery)}
            aria-label={`Send again ${delivery.title ?? delivery.subject.kind}`}
          >
            Send again
          </Button>
        ) : null,
    },
  ];
}
