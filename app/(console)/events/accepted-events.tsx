"use client";

import { useEventFilters } from "@/app/hooks/use-event-filters";
import { eventsCsvUrl, useEvents } from "@/app/hooks/use-events";
import type { RangeState } from "@/app/hooks/use-range";
import { eventColumns } from "@/components/events/event-columns";
import { EventFilters } from "@/components/events/event-filters";
import { DataTable } from "@/components/tables/data-table";
import { PagedPanel } from "@/components/tables/paged-panel";
import { NothingHere } from "@/components/ui/nothing-here";
import { ApiProblem } from "../api-problem";
import { Filters } from "../filters";

const PAGE = 50;

export function AcceptedEvents({ range }: { range: RangeState }) {
  const { filter, own, setOwn, query } = useEventFilters(range);
  const list = useEvents({ ...query, limit: PAGE });
  const events = list.data?.pages.flatMap((page) => page.events);
  return (
    <>
      <Filters state={filter}>
        <EventFilters
          pricing={own.pricing}
          hasError={own.has_error}
          minCost={own.min_cost}
          correlationId={own.correlation_id}
          onChange={(change) => void setOwn(change)}
        />
      </Filters>
      <PagedPanel
        title="Recorded events"
        csvHref={eventsCsvUrl(query)}
        count={events?.length}
        hasMore={list.hasNextPage}
        loadingMore={list.isFetchingNextPage}
        onMore={() => void list.fetchNextPage()}
        problem={
          list.error && !list.data ? (
            <ApiProblem title="Events cannot be read" error={list.error} onRetry={() => list.refetch()} />
          ) : null
        }
        empty={
          <NothingHere title="No event matches">
            Choose other days, take filters off, or look at the rejected ones: an event may not have been understood.
          </NothingHere>
        }
      >
        <DataTable
          caption="Recorded events, newest first"
          columns={eventColumns(range.zone)}
          rows={events ?? []}
          rowKey={(event) => event.ref}
        />
      </PagedPanel>
    </>
  );
}
