import { Alert, Button, Code, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";

interface ProblemProps {
  title: string;
  message: string;
  requestId?: string | null;
  onRetry?: () => void;
}

/** What went wrong, the id that leads to it in the server's log, and the way on. */
export function Problem({ title, message, requestId, onRetry }: ProblemProps) {
  return (
    <Alert
      role="alert"
      variant="outline"
      color="red"
      title={title}
      icon={<IconAlertTriangle aria-hidden />}
      c="var(--mantine-color-text)"
    >
      <Stack gap="xs">
        <Text size="sm" className="wrap-anywhere">
          {message}
        </Text>
        <Group gap="sm">
          {onRetry ? (
            <Button size="xs" variant="default" onClick={onRetry}>
              Try again
            </Button>
          ) : null}
          {requestId ? (
            <Text size="xs" c="dimmed" className="wrap-anywhere">
              Request id: <Code>{requestId}</Code>
            </Text>
          ) : null}
        </Group>
      </Stack>
    </Alert>
  );
}
