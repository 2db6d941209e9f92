import { Alert, Anchor, List, Text } from "@mantine/core";
import { TextLink } from "@/components/ui/text-link";
import type { DeliveryAnswer } from "@/lib/deliveries/contract";
import type { RunAnswer } from "@/lib/reports/contract";

const WORDS = { pending: "on its way", delivered: "taken", failed: "not taken" } as const;

/** A report that was just sent: what it says, and what each channel answered. */
export function SentRun({ run, deliveries }: { run: RunAnswer; deliveries: readonly DeliveryAnswer[] }) {
  const failed = deliveries.some(({ state }) => state === "failed");
  return (
    <Alert
      role="status"
      variant="outline"
      color={run.channels === 0 || failed ? "red" : "teal"}
      c="var(--mantine-color-text)"
      title={run.channels === 0 ? "Made, but no channel is on: it went nowhere" : run.summary}
    >
      {run.channels === 0 ? <Text size="sm">{run.summary}</Text> : null}
      <List size="sm" listStyleType="none">
        {deliveries.map(({ id, channel, recipient, state, last_status, last_error }) => (
          <List.Item key={id}>
            <TextLink href={`/alerts/deliveries?open=${id}`} underline>
              {channel?.name ?? recipient ?? "A letter"}
            </TextLink>
            : {WORDS[state]}
            {last_status === null ? "" : ` (${last_status})`}
            {last_error ? `; ${last_error}` : ""}
          </List.Item>
        ))}
      </List>
      <Anchor href={run.csv} size="sm" underline="always" download>
        Its figures as CSV
      </Anchor>
    </Alert>
  );
}
