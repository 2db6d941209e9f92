"use client";

import { Button, Skeleton } from "@mantine/core";
import Link from "next/link";
import { useConsole } from "@/app/hooks/use-console";
import { useEvents } from "@/app/hooks/use-events";
import { eventColumns } from "@/components/events/event-columns";
import { DataTable } from "@/components/tables/data-table";
import { NothingHere } from "@/components/ui/nothing-here";
import { Panel } from "@/components/ui/panel";
import type { AlertDetailAnswer } from "@/lib/alerts/contract";
import { MINUTE_MS, rfc3339 } from "@/lib/platform/time";
import { ApiProblem } from "../../api-problem";

const SHOWN = 10;

/** The newest requests in it: correlation, attempt, status, tokens and cost of each. */
export function AlertRequests({ alert, href }: { alert: AlertDetailAnswer; href: string }) {
  const { timezone } = useConsole().organisation;
  const list = useEvents({
    ...alert.scope,
    ...(alert.sample?.correlation_id ? { correlation_id: alert.sample.correlation_id } : {}),
    from: rfc3339(Math.min(Date.parse(alert.began), Date.parse(alert.first_at)) - MINUTE_MS),
    to: rfc3339(Date.parse(alert.last_at) + MINUTE_MS),
    limit: SHOWN,
  });
  const events = list.data?.pages[0]?.events;
  return (
    <Panel
      title="Sample requests"
      description="The newest while it lasted; each leads to its price and formula."
      actions={
        <Button component={Link} href={href} size="xs" variant="default">
          All of them
        </Button>
      }
    >
      {list.error && !events ? (
        <ApiProblem title="Its requests cannot be read" error={list.error} onRetry={() => list.refetch()} />
      ) : !events ? (
        <Skeleton height={240} />
      ) : events.length === 0 ? (
        <NothingHere title="No request in it">It may tell of what is missing, or its events are removed by now.</NothingHere>
      ) : (
        <DataTable
          caption="Requests, the newest first"
          columns={eventColumns(timezone)}
          rows={events}
          rowKey={({ ref }) => ref}
        />
      )}
    </Panel>
  );
}
