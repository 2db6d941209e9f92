import { Alert, Stack, Text } from "@mantine/core";
import { formatLatency } from "@/components/format/number";
import { CodeBlock } from "@/components/ui/code-block";
import type { TestAnswer } from "@/lib/deliveries/contract";

/** What the receiver answered to a marked test message. */
export function TestResult({ name, answer }: { name: string; answer: TestAnswer }) {
  return (
    <Alert
      role="status"
      variant="outline"
      color={answer.ok ? "teal" : "red"}
      title={answer.ok ? `${name} took the test message` : `${name} did not take the test message`}
      c="var(--mantine-color-text)"
    >
      <Stack gap="xs">
        <Text size="sm">
          {answer.status === null ? "No answer" : `Answered ${answer.status}`} in {formatLatency(answer.latency_ms)}
          {answer.error ? `: ${answer.error}` : "."}
        </Text>
        {answer.answer ? <CodeBlock text={answer.answer} label="What it answered" copy={false} wrap /> : null}
      </Stack>
    </Alert>
  );
}
