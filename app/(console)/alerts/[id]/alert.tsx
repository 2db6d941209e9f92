"use client";

import { SimpleGrid, Skeleton, Stack, Text } from "@mantine/core";
import { useAlert } from "@/app/hooks/use-alerts";
import { useConsole } from "@/app/hooks/use-console";
import { alertColumns } from "@/components/alerts/alert-columns";
import { AlertFacts } from "@/components/alerts/alert-facts";
import { AlertSections } from "@/components/alerts/alert-sections";
import { contributorColumns } from "@/components/alerts/contributor-columns";
import { deliveryOfAlertColumns } from "@/components/alerts/sent-columns";
import { SeverityMark } from "@/components/alerts/severity-mark";
import { Timeline } from "@/components/alerts/timeline";
import { DataTable } from "@/components/tables/data-table";
import { NothingHere } from "@/components/ui/nothing-here";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { TextLink } from "@/components/ui/text-link";
import { ApiProblem } from "../../api-problem";
import { REFRESH_MS } from "../../refresh";
import { AlertActions } from "./alert-actions";
import { AlertChart } from "./alert-chart";
import { alertPlaces } from "./alert-places";
import { AlertRequests } from "./alert-requests";
import { NotSent } from "./not-sent";

export function AlertPage({ id }: { id: string }) {
  const zone = useConsole().organisation.timezone;
  const { data: alert, error, refetch } = useAlert(id, REFRESH_MS);
  if (error && !alert) return <ApiProblem title="The alert cannot be read" error={error} onRetry={() => refetch()} />;
  if (!alert)
    return (
      <Stack gap="md">
        <PageHeader title="Alert" />
        <Skeleton height={120} />
        <Skeleton height={320} />
      </Stack>
    );
  const places = alertPlaces(alert, zone);
  return (
    <>
      <PageHeader
        title={alert.summary}
        description={
          <>
            <SeverityMark severity={alert.severity} /> {alert.rule.title}, {alert.subject.label}
            {alert.owner ? `. Owner: ${alert.owner}` : ""}
          </>
        }
      />
      <AlertSections here="/alerts" />
      <Stack gap="md">
        <AlertActions alert={alert} places={places} />
        <AlertFacts alert={alert} zone={zone} />
        <AlertChart alert={alert} />
        <AlertRequests alert={alert} href={places.requests} />
        <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
          <Panel title="Contributors">
            {alert.contributors.length === 0 ? (
              <NothingHere title="None is known">It is about {alert.subject.label} alone.</NothingHere>
            ) : (
              <DataTable
                caption="Contributors and their parts"
                columns={contributorColumns(places.requestsOf)}
                rows={alert.contributors}
                rowKey={({ name, value }) => `${name} ${value}`}
              />
            )}
          </Panel>
          <Panel title="Timeline">
            <Timeline notes={alert.timeline} zone={zone} unitOf={() => alert.unit} />
          </Panel>
        </SimpleGrid>
        <Panel
          title="Sent"
          description={
            alert.channels.length > 0
              ? `Its routes lead to ${alert.channels.join(", ")}.`
              : "No route leads from it to a channel: it waits here alone."
          }
        >
          {alert.deliveries.length === 0 ? (
            <NotSent alert={alert} />
          ) : (
            <DataTable
              caption="What was sent"
              columns={deliveryOfAlertColumns(zone)}
              rows={alert.deliveries}
              rowKey={(delivery) => delivery.id}
            />
          )}
        </Panel>
        {alert.incident ? (
          <Panel
            title="The incident it is part of"
            description={
              <Text size="sm" c="dimmed">
                {alert.incident.alerts} alerts.{" "}
                <TextLink href={`/alerts?view=incidents&incident=${alert.incident.id}`} underline>
                  Open the incident
                </TextLink>
              </Text>
            }
          >
            {alert.related.length === 0 ? (
              <NothingHere title="It is its only alert so far" />
            ) : (
              <DataTable
                caption="Other alerts of the incident"
                columns={alertColumns(zone, { chosen: new Set(), onChoose: null })}
                rows={alert.related}
                rowKey={(each) => each.id}
              />
            )}
          </Panel>
        ) : null}
      </Stack>
    </>
  );
}
