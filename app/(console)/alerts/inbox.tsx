"use client";

import { Tabs } from "@mantine/core";
import { useAlertFilters } from "@/app/hooks/use-alert-filters";
import { useAlertRules } from "@/app/hooks/use-alert-rules";
import { useChannels } from "@/app/hooks/use-channels";
import { useConsole } from "@/app/hooks/use-console";
import { AlertFilters } from "@/components/alerts/alert-filters";
import { AlertSections } from "@/components/alerts/alert-sections";
import { FailingChannels } from "@/components/channels/failing-channels";
import { PageHeader } from "@/components/ui/page-header";
import { REFRESH_MS } from "../refresh";
import { AlertList } from "./alert-list";
import { IncidentList } from "./incident-list";
import { Unsent } from "./unsent";

export function Inbox() {
  const { user } = useConsole();
  const { filter, setFilter, query } = useAlertFilters();
  const channels = useChannels(30_000);
  const rules = useAlertRules(user.role !== "viewer");
  return (
    <>
      <PageHeader title="Alerts" description="What is not as it should be, the dearest first. Each fact is told once." />
      <AlertSections here="/alerts" />
      <Unsent mb="md" />
      <FailingChannels channels={channels.data?.channels ?? []} />
      <AlertFilters values={filter} rules={rules.data ?? []} onChange={(name, value) => void setFilter({ [name]: value })} />
      <Tabs
        value={filter.view}
        onChange={(view) => void setFilter({ view: view === "incidents" ? "incidents" : null, incident: null })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="alerts">Alerts</Tabs.Tab>
          <Tabs.Tab value="incidents">Incidents</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="alerts">
          <AlertList query={query} hasChannel={(channels.data?.channels.length ?? 1) > 0} refreshMs={REFRESH_MS} />
        </Tabs.Panel>
        <Tabs.Panel value="incidents">
          <IncidentList query={query} incident={filter.incident} refreshMs={REFRESH_MS} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
