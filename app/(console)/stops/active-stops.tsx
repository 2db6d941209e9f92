"use client";

import { Modal, Text } from "@mantine/core";
import { useState } from "react";
import { useConsole } from "@/app/hooks/use-console";
import { useLiftStop, useStops } from "@/app/hooks/use-stops";
import { callScopeWords } from "@/components/stops/call-scope-words";
import { LiftForm } from "@/components/stops/lift-form";
import { activeStopColumns } from "@/components/stops/stop-columns";
import { DataTable } from "@/components/tables/data-table";
import { PagedPanel } from "@/components/tables/paged-panel";
import { NothingHere } from "@/components/ui/nothing-here";
import type { StopAnswer } from "@/lib/budgets/stops/contract";
import { ApiProblem } from "../api-problem";
import { REFRESH_MS } from "../refresh";

export function ActiveStops() {
  const { organisation } = useConsole();
  const list = useStops("active", REFRESH_MS);
  const lift = useLiftStop();
  const [lifting, setLifting] = useState<StopAnswer | null>(null);
  const stops = list.data?.pages.flatMap((page) => page.stops);
  const finish = () => {
    lift.reset();
    setLifting(null);
  };
  return (
    <>
      <PagedPanel
        title="In force"
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
        empty={
          <NothingHere title="Nothing is stopped">
            When a tenant, a key or a model runs away, stop it here; it ends by itself when you say so.
          </NothingHere>
        }
      >
        <DataTable
          caption="Stops in force, newest first"
          columns={activeStopColumns(organisation.timezone, setLifting)}
          rows={stops ?? []}
          rowKey={(stop) => stop.id}
        />
      </PagedPanel>
      <Modal
        opened={lifting !== null}
        onClose={finish}
        title={<Text fw={650}>Lift the stop</Text>}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {lifting ? (
          <LiftForm
            what={callScopeWords(lifting.scope)}
            saving={lift.isPending}
            problem={lift.error?.message ?? null}
            onLift={(reason) => lift.mutate({ id: lifting.id, reason }, { onSuccess: finish })}
            onCancel={finish}
          />
        ) : null}
      </Modal>
    </>
  );
}
