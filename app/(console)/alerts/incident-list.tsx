"use client";

import { Stack } from "@mantine/core";
import { useMemo } from "react";
import type { QueryValue } from "@/app/hooks/api";
import { useIncidents } from "@/app/hooks/use-alerts";
import { useConsole } from "@/app/hooks/use-console";
import { incidentColumns } from "@/components/alerts/incident-columns";
import { DataTable } from "@/components/tables/data-table";
import { PagedPanel } from "@/components/tables/paged-panel";
import { NothingHere } from "@/components/ui/nothing-here";
import { ApiProblem } from "../api-problem";
import { IncidentView } from "./incident-view";

interface IncidentListProps {
  query: Record<string, QueryValue>;
  incident: string | null;
  refreshMs: number;
}

export function IncidentList({ query, incident, refreshMs }: IncidentListProps) {
  const { organisation } = useConsole();
  const { severity, tenant, sort, state } = query;
  // An incident is never "expected", and has no rule.
  const list = useIncidents({ severity, tenant, sort, state: state === "expected" ? "resolved" : state }, refreshMs);
  const incidents = list.data?.pages.flatMap((page) => page.incidents);
  const columns = useMemo(
    () => incidentColumns(organisation.timezone, (id) => `/alerts?view=incidents&incident=${id}`),
    [organisation.timezone],
  );
  return (
    <Stack gap="md">
      {incident ? <IncidentView id={incident} refreshMs={refreshMs} /> : null}
      <PagedPanel
        title="Incidents"
        noun="incident"
        first="the first"
        count={incidents?.length}
        hasMore={list.hasNextPage}
        loadingMore={list.isFetchingNextPage}
        onMore={() => void list.fetchNextPage()}
        problem={
          list.error && !list.data ? (
            <ApiProblem title="Incidents cannot be read" error={list.error} onRetry={() => list.refetch()} />
          ) : null
        }
        empty={
          <NothingHere title="No incident here">What one cause trips is one incident; there is none that matches.</NothingHere>
        }
      >
        <DataTable caption="Incidents in a table" columns={columns} rows={incidents ?? []} rowKey={({ id }) => id} />
      </PagedPanel>
    </Stack>
  );
}
