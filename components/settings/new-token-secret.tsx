import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { CodeBlock } from "@/components/ui/code-block";

/** The one time a token is shown. */
export function NewTokenSecret({ name, secret, onDone }: { name: string; secret: string; onDone: () => void }) {
  return (
    <Stack gap="md">
      <Alert role="status" variant="outline" c="var(--mantine-color-text)" color="warden">
        This is the only time the token is shown. We keep no copy that could be read.
      </Alert>
      <CodeBlock text={secret} label={`The API token ${name}`} wrap />
      <Text size="sm" c="dimmed">
        Send it as: Authorization: Bearer {secret.slice(0, 6)}…
      </Text>
      <Group justify="flex-end">
        <Button onClick={onDone}>I have kept it</Button>
      </Group>
    </Stack>
  );
}
