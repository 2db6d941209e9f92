import { Alert } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { TextLink } from "@/components/ui/text-link";
import type { ChannelAnswer } from "@/lib/deliveries/contract";

/** Says above the alerts that somebody may not hear of them. */
export function FailingChannels({ channels }: { channels: readonly ChannelAnswer[] }) {
  const failing = channels.filter(({ health }) => health === "failing");
  const ended = channels.filter(({ health, off_reason }) => health === "off" && off_reason !== null);
  if (failing.length + ended.length === 0) return null;
  const names = (list: readonly ChannelAnswer[]) => list.map(({ name }) => name).join(", ");
  return (
    <Alert
      role="status"
      variant="outline"
      color="red"
      mb="md"
      icon={<IconAlertTriangle aria-hidden />}
      title="Alerts may not reach everybody"
      c="var(--mantine-color-text)"
    >
      {failing.length > 0 ? `Failing: ${names(failing)}. ` : ""}
      {ended.length > 0 ? `Switched off: ${names(ended)}. ` : ""}
      <TextLink href="/alerts/channels" underline>
        Look at the channels
      </TextLink>
    </Alert>
  );
}
