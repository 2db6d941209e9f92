import { Anchor, Checkbox, Group, Stack, Text } from "@mantine/core";
import Link from "next/link";
import { formatInstantShort } from "@/components/format/time";
import type { Column } from "@/components/tables/column";
import { Money } from "@/components/ui/money";
import { TextLink } from "@/components/ui/text-link";
import type { AlertAnswer } from "@/lib/alerts/contract";
import { expectedWords, measured, STATE_WORDS } from "./alert-words";
import { SeverityMark } from "./severity-mark";

interface Choice {
  chosen: ReadonlySet<string>;
  /** Null for who may not act. */
  onChoose: ((id: string, on: boolean) => void) | null;
}

/** Alerts as a table; chosen ones are acted upon together. */
export function alertColumns(zone: string, { chosen, onChoose }: Choice): Column<AlertAnswer>[] {
  const choose: Column<AlertAnswer> = {
    id: "choose",
    header: "Choose",
    quietHeader: true,
    cell: (alert) => (
      <Checkbox
        size="xs"
        data-alert={alert.id}
        aria-label={`Choose ${alert.summary}`}
        checked={chosen.has(alert.id)}
        onChange={({ currentTarget: { checked } }) => onChoose?.(alert.id, checked)}
      />
    ),
  };
  return [
    ...(onChoose ? [choose] : []),
    { id: "severity", header: "Severity", wide: true, cell: ({ severity }) => <SeverityMark severity={severity} /> },
    {
      id: "alert",
      header: "Alert",
      cell: (alert) => (
        <Stack gap={2} miw={{ base: 220, lg: 320 }}>
          <Group gap={6} hiddenFrom="sm">
            <SeverityMark severity={alert.severity} />
            <Text size="xs">
              {alert.impact_usd === null ? measured(alert.actual, alert.unit) : <Money value={alert.impact_usd} />}
              {alert.usd_per_hour === null ? null : (
                <>
                  , <Money value={alert.usd_per_hour} /> an hour
                </>
              )}
            </Text>
          </Group>
          <Anchor component={Link} href={`/alerts/${alert.id}`} inherit fw={600} className="wrap-anywhere">
            {alert.summary}
          </Anchor>
          <Text size="xs" c="dimmed" className="wrap-anywhere">
            {alert.rule.title} · {alert.subject.label}
            {alert.since_close ? " · found afterwards, nobody was paged" : ""}
          </Text>
          <Text size="xs" c="dimmed" hiddenFrom="sm">
            {STATE_WORDS[alert.state]}, since {formatInstantShort(alert.began, zone)}
          </Text>
        </Stack>
      ),
    },
    {
      id: "actual",
      header: "Now",
      align: "end",
      wide: true,
      cell: (alert) => (
        <Stack gap={0} align="flex-end">
          <Text span inherit style={{ whiteSpace: "nowrap" }}>
            {measured(alert.actual, alert.unit)}
          </Text>
          {alert.expected === null ? null : (
            <Text size="xs" c="dimmed" title={expectedWords(alert) ?? undefined} style={{ whiteSpace: "nowrap" }}>
              expected {measured(alert.expected, alert.unit)}
            </Text>
          )}
        </Stack>
      ),
    },
    {
      id: "impact",
      header: "Impact",
      align: "end",
      wide: true,
      nowrap: true,
      cell: (alert) => (
        <Stack gap={0} align="flex-end">
          {alert.impact_usd === null ? "–" : <Money value={alert.impact_usd} />}
          {alert.usd_per_hour === null ? null : (
            <Text size="xs" c="dimmed">
              <Money value={alert.usd_per_hour} /> an hour
            </Text>
          )}
        </Stack>
      ),
    },
    {
      id: "state",
      header: "State",
      wide: true,
      cell: (alert) => (
        <Stack gap={0}>
          <Text inherit>{STATE_WORDS[alert.state]}</Text>
          {alert.state === "snoozed" && alert.snoozed_until ? (
            <Text size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }}>
              until {formatInstantShort(alert.snoozed_until, zone)}
            </Text>
          ) : null}
          {alert.routed || alert.severity === "info" || alert.since_close ? null : (
            <Text size="xs" c="var(--cw-warn)" style={{ whiteSpace: "nowrap" }}>
              sent to nobody
            </Text>
          )}
        </Stack>
      ),
    },
    {
      id: "when",
      header: "Began",
      wide: true,
      nowrap: true,
      cell: (alert) => (
        <>
          <div>{formatInstantShort(alert.began, zone)}</div>
          {alert.incident_id ? (
            <Text size="xs">
              <TextLink href={`/alerts?view=incidents&incident=${alert.incident_id}`}>incident</TextLink>
            </Text>
          ) : null}
        </>
      ),
    },
  ];
}
