import { Badge, Group } from "@mantine/core";
import { ownName, valueLabel } from "@/components/filters/dimensions";
import { formatCount, formatLatency } from "@/components/format/number";
import { formatInstant } from "@/components/format/time";
import { Panel } from "@/components/ui/panel";
import type { EventItem } from "@/lib/spend/contract";
import { className } from "./class-names";
import { Facts } from "./facts";

interface EventFactsProps {
  event: EventItem & {
    usage: Readonly<Record<string, number>>;
    tags: Readonly<Record<string, string>> | null;
    matched_model: string | null;
    image_size: string | null;
    image_quality: string | null;
  };
  zone: string;
}

/** "Acme Corporation (acme)" */
function shown(dimension: string, value: string): string {
  const own = ownName(dimension, value);
  return own === undefined ? value : `${valueLabel(dimension, value)} (${own})`;
}

/** Whose call it was, what was asked, what came of it. */
export function EventFacts({ event, zone }: EventFactsProps) {
  const named = Object.entries(event.tags ?? {});
  const tags =
    named.length > 0 ? (
      <Group gap={4}>
        {named.map(([name, value]) => (
          <Badge key={name} variant="default" tt="none" fw={400}>
            {name}={value}
          </Badge>
        ))}
      </Group>
    ) : null;
  return (
    <Panel title="The call">
      <Facts
        facts={[
          ["Time", formatInstant(event.timestamp, zone)],
          ["Received", formatInstant(event.received_at, zone)],
          ["Tenant", shown("tenant", event.tenant)],
          ["Source", event.source],
          ["Event id", event.id],
          ["Feature", shown("feature", event.feature)],
          ["Environment", shown("environment", event.environment)],
          ["User", event.user],
          ["Provider", event.provider],
          ["Model", event.model],
          ["Asked for", event.request_model],
          ["Priced as", event.matched_model === event.model ? null : event.matched_model],
          ["Operation", event.operation],
          ["Service tier", event.service_tier],
          ["Region", event.region],
          ["Key", event.key ? `${event.key.slice(0, 16)}${event.key_last4 ? ` (…${event.key_last4})` : ""}` : null],
          ["Status", event.status],
          ["Error", event.error_code],
          ["Finish reason", event.finish_reason],
          ["Attempt", event.attempt],
          ["Latency", event.latency_ms === null ? null : formatLatency(event.latency_ms)],
          ["Request id", event.request_id],
          ["Correlation id", event.correlation_id],
          ...Object.entries(event.usage).map(([name, quantity]) => [className(name), formatCount(quantity)] as const),
          ["Image size", event.image_size],
          ["Image quality", event.image_quality],
          ["Tags", tags],
        ]}
      />
    </Panel>
  );
}
