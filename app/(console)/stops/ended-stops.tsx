"use client";

import { useConsole } from "@/app/hooks/use-console";
import { useStops } from "@/app/hooks/use-stops";
import { endedStopColumns } from "@/components/stops/stop-columns";
import { DataTable } from "@/components/tables/data-table";
import { PagedPanel } from "@/components/tables/paged-panel";
import { NothingHere } from "@/components/ui/nothing-here";
import { ApiProblem } from "../api-problem";
import { REFRESH_MS } from "../refresh";

export function EndedStops() {
  const { organisation } = useConsole();
  const list = useStops("ended", REFRESH_MS);
  const stops = list.data?.pages.flatMap((page) => page.stops);
  return (
    <PagedPanel
      title="Ended"
      noun="stop"
      count={stops?.length}
      hasMore={list.hasNextPage}
      loadingMore={list.isFetchingNextPage}
      onMore={() => void list.fetchNextPage()}
      problem={
        list.error && !list.data ? (
          <ApiProblem title="Stops cannot be read" error={list.error} onRetry={() => list.refetch()} />
        ) : null
      }
      empty={<NothingHere title="No stop has ended yet">One that expires or is lifted stays here, with who and why.</NothingHere>}
    >
      <DataTable
        caption="Stops that ended, newest first"
        columns={endedStopColumns(organisation.timezone)}
        rows={stops ?? []}
        rowKey={(stop) => stop.id}
      />
    </PagedPanel>
  );
}
