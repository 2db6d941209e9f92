"use client";

import type { ReactNode } from "react";
import { useStops } from "@/app/hooks/use-stops";
import type { Column } from "@/components/tables/column";
import { DataTable } from "@/components/tables/data-table";
import { PagedPanel } from "@/components/tables/paged-panel";
import type { StopAnswer } from "@/lib/budgets/stops/contract";
import { ApiProblem } from "../api-problem";
import { REFRESH_MS } from "../refresh";

interface StopListProps {
  state: "active" | "ended";
  title: string;
  caption: string;
  columns: Column<StopAnswer>[];
  empty: ReactNode;
}

/** Stops of one state, page by page. */
export function StopList({ state, title, caption, columns, empty }: StopListProps) {
  const list = useStops(state, REFRESH_MS);
  const stops = list.data?.pages.flatMap((page) => page.stops);
  return (
    <PagedPanel
      title={title}
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
      empty={empty}
    >
      <DataTable caption={caption} columns={columns} rows={stops ?? []} rowKey={(stop) => stop.id} />
    </PagedPanel>
  );
}
