"use client";

import { Group, SimpleGrid, Skeleton, Stack, Text } from "@mantine/core";
import { useIncident } from "@/app/hooks/use-alerts";
import { useConsole } from "@/app/hooks/use-console";
import { alertColumns } from "@/components/alerts/alert-columns";
import { SeverityMark } from "@/components/alerts/severity-mark";
import { Timeline } from "@/components/alerts/timeline";
import { DataTable } from "@/components/tables/data-table";
import { Money } from "@/components/ui/money";
import { Panel } from "@/components/ui/panel";
import { ApiProblem } from "../api-problem";
import { IncidentActions } from "./incident-actions";

/** One incident: who has what part in it, its alerts, what happened. */
export function IncidentView({ id, refreshMs }: { id: string; refreshMs: number }) {
  const { organisation } = useConsole();
  const { data, error, refetch } = useIncident(id, refreshMs);
  if (error && !data) return <ApiProblem title="The incident cannot be read" error={error} onRetry={() => refetch()} />;
  if (!data) return <Skeleton height={260} />;
  const { incident, contributors, alerts, timeline } = data;
  const zone = organisation.timezone;
  return (
    <Panel
      title={incident.title}
      description={
        <Group gap="sm">
          <SeverityMark severity={incident.severity} />
          <span>
            {incident.state}, <Money value={incident.impact_usd} missing="no dollars" /> so far
          </span>
          {incident.usd_per_hour ? (
            <span>
              <Money value={incident.usd_per_hour} /> an hour
            </span>
          ) : null}
        </Group>
      }
    >
      <Stack gap="md">
        <IncidentActions alerts={alerts} />
        <DataTable
          caption="Alerts of the incident"
          columns={alertColumns(zone, { chosen: new Set(), onChoose: null })}
          rows={alerts}
          rowKey={(alert) => alert.id}
        />
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
          <div>
            <Text fw={600} size="sm" mb={4}>
              Contributors
            </Text>
            {contributors.length === 0 ? (
              <Text size="sm" c="dimmed">
                None is known.
              </Text>
            ) : (
              contributors.map(({ name, value }) => (
                <Group key={name} justify="space-between" wrap="nowrap">
                  <Text size="sm" className="wrap-anywhere">
                    {name}
                  </Text>
                  <Text size="sm" className="tabular">
                    {value}
                  </Text>
                </Group>
              ))
            )}
          </div>
          <div>
            <Text fw={600} size="sm" mb={4}>
              Timeline
            </Text>
            <Timeline
              notes={timeline}
              zone={zone}
              alertLinks
              unitOf={(id) => alerts.find((alert) => alert.id === id)?.unit ?? null}
            />
          </div>
        </SimpleGrid>
      </Stack>
    </Panel>
  );
}
