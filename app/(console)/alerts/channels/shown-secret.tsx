import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { CodeBlock } from "@/components/ui/code-block";

/** A webhook's signing secret, shown this once. */
export function ShownSecret({ secret, onDone }: { secret: string; onDone: () => void }) {
  return (
    <Alert variant="outline" title="The signing secret, shown this once" c="var(--mantine-color-text)">
      <Stack gap="xs">
        <Text size="sm">The receiver checks with it that a message is ours (Standard Webhooks).</Text>
        <CodeBlock text={secret} label="The signing secret" />
        <Group>
          <Button size="xs" variant="default" onClick={onDone}>
            I have kept it
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
