import { Anchor, Group, Stack, Text } from "@mantine/core";
import Link from "next/link";
import { formatCount, plural } from "@/components/format/number";
import { formatInstantShort } from "@/components/format/time";
import type { Column } from "@/components/tables/column";
import { Money } from "@/components/ui/money";
import type { IncidentAnswer } from "@/lib/alerts/contract";
import { SeverityMark } from "./severity-mark";

/** What one cause tripped, as one row. */
export function incidentColumns(zone: string, href: (id: string) => string): Column<IncidentAnswer>[] {
  return [
    { id: "severity", header: "Severity", wide: true, cell: ({ severity }) => <SeverityMark severity={severity} /> },
    {
      id: "title",
      header: "Incident",
      cell: (incident) => (
        <Stack gap={2} miw={220}>
          <Group gap={6} hiddenFrom="sm">
            <SeverityMark severity={incident.severity} />
            <Text size="xs">
              {incident.state}, {plural(incident.alerts, "alert")}
            </Text>
          </Group>
          <Anchor component={Link} href={href(incident.id)} inherit fw={600} className="wrap-anywhere">
            {incident.title}
          </Anchor>
          <Text size="xs" c="dimmed" className="wrap-anywhere">
            {incident.tenants.length > 4
              ? `${incident.tenants.slice(0, 4).join(", ")} and ${incident.tenants.length - 4} more`
              : incident.tenants.join(", ")}
          </Text>
        </Stack>
      ),
    },
    { id: "alerts", header: "Alerts", wide: true, align: "end", cell: ({ alerts }) => formatCount(alerts) },
    { id: "impact", header: "Impact", align: "end", nowrap: true, cell: (each) => <Money value={each.impact_usd} missing="–" /> },
    {
      id: "rate",
      header: "An hour",
      wide: true,
      align: "end",
      nowrap: true,
      cell: (each) => <Money value={each.usd_per_hour} missing="–" />,
    },
    { id: "state", header: "State", wide: true, cell: ({ state }) => state },
    {
      id: "when",
      header: "First, last",
      wide: true,
      nowrap: true,
      cell: ({ first_at, last_at }) => (
        <>
          <div>{formatInstantShort(first_at, zone)}</div>
          <Text size="xs" c="dimmed">
            {formatInstantShort(last_at, zone)}
          </Text>
        </>
      ),
    },
  ];
}
