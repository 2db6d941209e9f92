import { Stack, Text } from "@mantine/core";
import { formatLatency } from "@/components/format/number";
import { formatInstant } from "@/components/format/time";
import { CodeBlock } from "@/components/ui/code-block";
import { NothingHere } from "@/components/ui/nothing-here";
import type { DeliveryDetail } from "@/lib/deliveries/contract";

/** Every attempt to send one message, and what was answered. */
export function AttemptList({ attempts, zone }: { attempts: DeliveryDetail["attempt_log"]; zone: string }) {
  if (attempts.length === 0) return <NothingHere title="Not tried yet">It waits for its turn.</NothingHere>;
  return (
    <Stack gap="sm">
      {attempts.map(({ number, at, outcome, status, latency_ms, answer, error, retry_at }) => (
        <div key={number}>
          <Text size="sm">
            <Text span inherit fw={600}>
              {number}.
            </Text>{" "}
            {formatInstant(at, zone)}: {outcome === "ok" ? "taken" : outcome === "retry" ? "to be tried again" : outcome}
            {status === null ? ", no answer" : `, answered ${status}`} in {formatLatency(latency_ms)}
            {error ? `; ${error}` : ""}
            {retry_at ? `; next ${formatInstant(retry_at, zone)}` : ""}
          </Text>
          {answer ? <CodeBlock text={answer} label={`Answer to attempt ${number}`} copy={false} wrap /> : null}
        </div>
      ))}
    </Stack>
  );
}
