import { Stack, Text } from "@mantine/core";
import { formatCount, formatLatency } from "@/components/format/number";
import { formatInstantShort } from "@/components/format/time";
import type { Column } from "@/components/tables/column";
import { Named } from "@/components/ui/named";
import { TextLink } from "@/components/ui/text-link";
import type { EventItem } from "@/lib/spend/contract";
import { EventCost } from "./event-cost";
import { StatusMark } from "./status-mark";

/** All calls of the same user action. */
function callsOf({ tenant, correlation_id }: EventItem): string {
  return `/events?${new URLSearchParams({ tenant: tenant.replaceAll("%", "%25").replaceAll(",", "%2C"), correlation_id: correlation_id ?? "" })}`;
}

/** The columns of the list of events; times in the zone of the page. */
export function eventColumns(zone: string): Column<EventItem>[] {
  return [
    {
      id: "time",
      header: "Time",
      nowrap: true,
      cell: (event) => (
        <TextLink href={`/events/${encodeURIComponent(event.ref)}`}>{formatInstantShort(event.timestamp, zone)}</TextLink>
      ),
    },
    { id: "tenant", header: "Tenant", cell: (event) => <Named dimension="tenant" value={event.tenant} /> },
    {
      id: "feature",
      header: "Feature",
      cell: (event) => (
        <Stack gap={0}>
          <Text inherit>
            <Named dimension="feature" value={event.feature} />
          </Text>
          <Text size="xs" c="dimmed">
            <Named dimension="environment" value={event.environment} />
          </Text>
        </Stack>
      ),
    },
    {
      id: "model",
      header: "Model",
      cell: (event) => (
        <Stack gap={0}>
          <Text inherit className="wrap-anywhere" miw={130}>
            {event.model}
          </Text>
          <Text size="xs" c="dimmed">
            {event.provider}
          </Text>
        </Stack>
      ),
    },
    { id: "tokens", header: "Tokens", align: "end", cell: (event) => formatCount(event.total_tokens) },
    { id: "cost", header: "Cost", align: "end", nowrap: true, cell: (event) => <EventCost event={event} /> },
    {
      id: "status",
      header: "Status",
      cell: (event) => (
        <>
          <StatusMark status={event.status} errorCode={event.error_code} />
          {event.finish_reason ? (
            <Text size="xs" c="dimmed">
              {event.finish_reason}
            </Text>
          ) : null}
        </>
      ),
    },
    {
      id: "action",
      header: "Correlation",
      cell: (event) =>
        event.correlation_id === null && event.attempt === null ? null : (
          <Stack gap={0}>
            {event.correlation_id === null ? null : <TextLink href={callsOf(event)}>{event.correlation_id}</TextLink>}
            {event.attempt === null ? null : (
              <Text size="xs" c={event.attempt > 1 ? "var(--cw-rise)" : "dimmed"} style={{ whiteSpace: "nowrap" }}>
                attempt {event.attempt}
              </Text>
            )}
          </Stack>
        ),
    },
    { id: "latency", header: "Latency", align: "end", nowrap: true, cell: (event) => formatLatency(event.latency_ms) },
  ];
}
