import { Button, Code, Group, List, Loader, Stack, Text } from "@mantine/core";
import { CodeBlock } from "@/components/ui/code-block";
import { Panel } from "@/components/ui/panel";
import { firstEventCommand } from "./first-event-command";

interface FirstStepsProps {
  origin: string;
  /** The secret of a token made just now; shown this once. */
  token: string | null;
  mayCreateToken: boolean;
  creating: boolean;
  onCreateToken: () => void;
}

/** How to get the first event in: a token, a command to paste, or the demo. */
export function FirstSteps({ origin, token, mayCreateToken, creating, onCreateToken }: FirstStepsProps) {
  return (
    <Stack gap="md">
      <Panel
        title="1. Get a token"
        description="Services send their events with an API token. It is shown once: keep it where your service finds it."
      >
        {token ? (
          <CodeBlock text={token} label="The new API token" wrap />
        ) : mayCreateToken ? (
          <Group>
            <Button onClick={onCreateToken} loading={creating}>
              Create a token
            </Button>
            <Text size="sm" c="dimmed">
              or use the one printed at the first start
            </Text>
          </Group>
        ) : (
          <Text size="sm">Ask an admin for a token with the scope ingest:write.</Text>
        )}
      </Panel>
      <Panel
        title="2. Report one call"
        description="Paste this into a terminal. It tells of one call to gpt-4o made for the tenant acme."
      >
        <CodeBlock text={firstEventCommand(origin, token ?? "YOUR_TOKEN")} label="Command that sends one event" wrap />
        <Group mt="md" gap="sm" role="status" aria-live="polite">
          <Loader size="sm" type="dots" aria-hidden />
          <Text fw={600}>Waiting for the first event…</Text>
          <Text size="sm" c="dimmed">
            this page turns by itself
          </Text>
        </Group>
      </Panel>
      <Panel title="Or look around with made-up data first">
        <List size="sm" spacing={4}>
          <List.Item>
            <Code>npm run demo</Code> in the project's folder loads 90 days of 40 tenants, incidents included.
          </List.Item>
          <List.Item>
            <Code>npm run import -- FILE --map timestamp=COLUMN,…</Code> brings in your history from CSV or NDJSON.
          </List.Item>
        </List>
      </Panel>
    </Stack>
  );
}
