"use client";

import { useState } from "react";
import { useConsole } from "@/app/hooks/use-console";
import { eventsCsvUrl, useRejected, useReplay } from "@/app/hooks/use-events";
import type { RangeState } from "@/app/hooks/use-range";
import { RejectedList } from "@/components/events/rejected-list";
import { PagedPanel } from "@/components/tables/paged-panel";
import { NothingHere } from "@/components/ui/nothing-here";
import { rfc3339 } from "@/lib/platform/time";
import { ApiProblem } from "../api-problem";

const PAGE = 50;

export function RejectedEvents({ range: { range, zone } }: { range: RangeState }) {
  const { user } = useConsole();
  const query = { from: rfc3339(range.fromMs), to: rfc3339(range.toMs), timezone: zone };
  const list = useRejected({ ...query, limit: PAGE });
  const replay = useReplay();
  const [opened, setOpened] = useState<string | null>(null);
  const items = list.data?.pages.flatMap((page) => page.events);
  return (
    <>
      {replay.error ? <ApiProblem title="The event was not taken" error={replay.error} /> : null}
      <PagedPanel
        title="Rejected events"
        csvHref={eventsCsvUrl({ ...query, state: "rejected" })}
        count={items?.length}
        hasMore={list.hasNextPage}
        loadingMore={list.isFetchingNextPage}
        onMore={() => void list.fetchNextPage()}
        problem={
          list.error && !list.data ? (
            <ApiProblem title="Rejected events cannot be read" error={list.error} onRetry={() => list.refetch()} />
          ) : null
        }
        empty={
          <NothingHere title="Nothing was rejected">Events that cannot be understood are kept here with the reason.</NothingHere>
        }
      >
        <RejectedList
          items={items ?? []}
          zone={zone}
          opened={opened}
          onOpen={setOpened}
          mayReplay={user.role === "admin" || user.role === "engineer"}
          replaying={replay.isPending ? replay.variables : null}
          onReplay={(id) => replay.mutate(id)}
        />
      </PagedPanel>
    </>
  );
}
