import { Button, Group, Stack, Text } from "@mantine/core";
import { plural } from "@/components/format/number";
import { formatInstantShort } from "@/components/format/time";
import type { Column } from "@/components/tables/column";
import { ConfirmButton } from "@/components/ui/confirm-button";
import { TextLink } from "@/components/ui/text-link";
import type { ChannelAnswer } from "@/lib/deliveries/contract";
import { channelKind, channelPlace } from "./channel-words";
import { HealthMark } from "./health-mark";

interface ChannelActions {
  mayChange: boolean;
  nameOf: (id: string) => string;
  testing: string | null;
  onTest: (channel: ChannelAnswer) => void;
  onEdit: (channel: ChannelAnswer) => void;
  onDelete: (channel: ChannelAnswer) => void;
}

function Health({ channel, zone }: { channel: ChannelAnswer; zone: string }) {
  const { health, off_reason, off_by, failing_since, last_error, last_success_at, failures } = channel;
  return (
    <Stack gap={0} miw={{ base: 80, sm: 160 }} maw={320}>
      <HealthMark health={health} />
      {health === "failing" ? (
        <Text size="xs" className="wrap-anywhere">
          {plural(failures, "attempt")} failed{failing_since ? ` since ${formatInstantShort(failing_since, zone)}` : ""}:{" "}
          {last_error}
        </Text>
      ) : null}
      {health === "off" && off_reason ? (
        <Text size="xs" className="wrap-anywhere">
          {off_reason}
          {off_by ? ` (${off_by})` : ""}
        </Text>
      ) : null}
      {last_success_at ? (
        <Text size="xs" c="dimmed">
          last taken {formatInstantShort(last_success_at, zone)}
        </Text>
      ) : null}
    </Stack>
  );
}

/** Channels with their health; secrets are masked by the server. */
export function channelColumns(zone: string, actions: ChannelActions): Column<ChannelAnswer>[] {
  return [
    {
      id: "name",
      header: "Channel",
      cell: (channel) => (
        <Stack gap={0} miw={{ base: 90, sm: 140 }}>
          <Text inherit fw={600} className="wrap-anywhere">
            {channel.name}
          </Text>
          <Text size="xs" c="dimmed" className="wrap-anywhere">
            {channelKind(channel.kind)} {channelPlace(channel)}
          </Text>
          {channel.allow_private_addresses ? (
            <Text size="xs" c="var(--cw-warn)">
              private addresses allowed
            </Text>
          ) : null}
        </Stack>
      ),
    },
    { id: "health", header: "Health", cell: (channel) => <Health channel={channel} zone={zone} /> },
    {
      id: "fallback",
      header: "Falls back to",
      wide: true,
      cell: ({ fallback_channel_id }) => (fallback_channel_id ? actions.nameOf(fallback_channel_id) : "–"),
    },
    {
      id: "pending",
      header: "Waiting",
      wide: true,
      align: "end",
      cell: ({ id, pending }) => <TextLink href={`/alerts/deliveries?channel=${id}`}>{pending}</TextLink>,
    },
    {
      id: "act",
      header: "Action",
      align: "end",
      cell: (channel) =>
        actions.mayChange ? (
          <Group gap={6} justify="flex-end">
            <Button
              size="compact-sm"
              variant="default"
              loading={actions.testing === channel.id}
              onClick={() => actions.onTest(channel)}
              aria-label={`Test ${channel.name}`}
            >
              Test
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => actions.onEdit(channel)}
              aria-label={`Edit ${channel.name}`}
            >
              Edit
            </Button>
            <ConfirmButton
              label="Delete"
              describes={channel.name}
              question="What waits for it is not sent. Delete the channel?"
              onConfirm={() => actions.onDelete(channel)}
            />
          </Group>
        ) : null,
    },
  ];
}
