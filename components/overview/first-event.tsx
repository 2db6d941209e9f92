import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { Money } from "@/components/ui/money";
import { Panel } from "@/components/ui/panel";
import { TextLink } from "@/components/ui/text-link";

interface FirstEventProps {
  event: {
    ref: string;
    costUsd: string | null;
    tenant: string;
    feature: string;
    environment: string;
    provider: string;
    model: string;
  };
  onGoOn: () => void;
}

/** The first event, told as what the product is for: what it cost, whose it was, why. */
export function FirstEvent({ event, onGoOn }: FirstEventProps) {
  return (
    <Panel title="The first event is in">
      <Stack gap="md" role="status">
        <div>
          <Text size="sm" c="dimmed">
            This call cost
          </Text>
          <Title order={1} className="tabular wrap-anywhere">
            <Money value={event.costUsd} exact />
          </Title>
          <Text>
            by <b>{event.model}</b> of {event.provider}, for the tenant <b>{event.tenant}</b>, feature <b>{event.feature}</b>, in{" "}
            {event.environment}.
          </Text>
        </div>
        <Group>
          <Button onClick={onGoOn}>Open the overview</Button>
          <TextLink href={`/events/${encodeURIComponent(event.ref)}`}>See how it was computed</TextLink>
        </Group>
      </Stack>
    </Panel>
  );
}
