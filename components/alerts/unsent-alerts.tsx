import { Alert, Button, Group, Text } from "@mantine/core";
import { IconBellOff } from "@tabler/icons-react";
import { plural } from "@/components/format/number";
import { TextLink } from "@/components/ui/text-link";
import type { UnsentAnswer } from "@/lib/alerts/changing/contract";

interface UnsentAlertsProps {
  unsent: UnsentAnswer;
  /** Whether there is a channel at all. */
  hasChannel: boolean;
  /** Null for who may not send. */
  onSend: (() => void) | null;
  sending: boolean;
  /** The space below, where nothing else keeps it. */
  mb?: "md" | undefined;
}

/** Says above the alerts that nobody heard of some, and what to do about it. */
export function UnsentAlerts({ unsent: { alerts, incidents, channels }, hasChannel, onSend, sending, mb }: UnsentAlertsProps) {
  if (alerts === 0) return null;
  const what = `${plural(alerts, "open alert")} ${alerts === 1 ? "was" : "were"} never sent`;
  return (
    <Alert
      role="status"
      variant="outline"
      color="yellow.9"
      mb={mb}
      icon={<IconBellOff aria-hidden />}
      title={what}
      c="var(--mantine-color-text)"
    >
      {incidents > 0 ? (
        <Group gap="sm">
          <Text size="sm" style={{ flex: "1 1 260px" }}>
            Raised before a route led from {alerts === 1 ? "it" : "them"} to a channel. Now {plural(incidents, "incident")} would
            go to {channels.join(", ")}.
          </Text>
          {onSend ? (
            <Button size="xs" loading={sending} onClick={onSend}>
              Send {incidents === 1 ? "it" : "them"} now
            </Button>
          ) : null}
        </Group>
      ) : hasChannel ? (
        <>
          No route leads from {alerts === 1 ? "it" : "them"} to a channel that is on.{" "}
          <TextLink href="/alerts/routes" underline>
            Look at the routes
          </TextLink>
        </>
      ) : (
        <>
          There is no channel yet: nobody hears of an alert who does not look here.{" "}
          <TextLink href="/alerts/channels?edit=new" underline>
            Connect a channel
          </TextLink>
          ; then {alerts === 1 ? "it" : "they"} can be sent.
        </>
      )}
    </Alert>
  );
}
