import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { CodeBlock } from "@/components/ui/code-block";
import { Money } from "@/components/ui/money";
import { Named } from "@/components/ui/named";
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
  /** The secret of the token made on this page: not yet kept by anybody, perhaps. */
  token: string | null;
  onGoOn: () => void;
}

/** The first event, told as what the product is for: what it cost, whose it was, why. */
export function FirstEvent({ event, token, onGoOn }: FirstEventProps) {
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
            by <b>{event.model}</b> of {event.provider}, for the tenant{" "}
            <b>
              <Named dimension="tenant" value={event.tenant} />
            </b>
            , feature{" "}
            <b>
              <Named dimension="feature" value={event.feature} />
            </b>
            , in the environment <Named dimension="environment" value={event.environment} />.
          </Text>
        </div>
        {token ? (
          <div>
            <Text size="sm" c="dimmed" mb={4}>
              The token you made is shown until you leave this page:
            </Text>
            <CodeBlock text={token} label="The new API token" wrap />
          </div>
        ) : null}
        <Group>
          <Button onClick={onGoOn}>Open the overview</Button>
          <TextLink href={`/events/${encodeURIComponent(event.ref)}`}>See how it was computed</TextLink>
        </Group>
      </Stack>
    </Panel>
  );
}
