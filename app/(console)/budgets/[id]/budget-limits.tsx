"use client";

import { Button, Modal, Skeleton, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { isApiError } from "@/app/hooks/api";
import { useEndIncrease, useIncreaseBudget } from "@/app/hooks/use-budget-changes";
import { useBudgetLimits } from "@/app/hooks/use-budgets";
import { useBudgetRights, useConsole } from "@/app/hooks/use-console";
import { useQuarterHour } from "@/app/hooks/use-now";
import { type IncreaseEntry, IncreaseForm } from "@/components/budgets/increase-form";
import { increaseColumns, limitColumns } from "@/components/budgets/limit-columns";
import type { Budget } from "@/components/budgets/shapes";
import { DataTable } from "@/components/tables/data-table";
import { Panel } from "@/components/ui/panel";
import { nextPeriod, rfc3339, startOfLocalDate } from "@/lib/platform/time";
import { ApiProblem } from "../../api-problem";

export function BudgetLimits({ budget }: { budget: Budget }) {
  const { organisation } = useConsole();
  const rights = useBudgetRights();
  const nowMs = useQuarterHour();
  const limits = useBudgetLimits(budget.id);
  const increase = useIncreaseBudget(budget.id);
  const end = useEndIncrease(budget.id);
  const [adding, { open, close }] = useDisclosure(false);
  const zone = organisation.timezone;
  const mayChange = rights.mayEdit && budget.archived_at === null;
  const finish = () => {
    increase.reset();
    close();
  };
  const save = ({ amount, lastDay, reason }: IncreaseEntry) => {
    const startMs = startOfLocalDate(lastDay, zone);
    if (startMs === null) return;
    increase.mutate({ amount, until: rfc3339(nextPeriod("day", startMs, zone)), reason }, { onSuccess: finish });
  };
  return (
    <Panel
      title="Limit through time"
      description="Who set it, when and why; and what was added for a while."
      actions={
        mayChange ? (
          <Button size="xs" variant="default" onClick={open}>
            Increase for a while
          </Button>
        ) : null
      }
    >
      {end.error ? <ApiProblem title="The increase is still in force" error={end.error} /> : null}
      {limits.error && !limits.data ? (
        <ApiProblem title="The limits cannot be read" error={limits.error} onRetry={() => limits.refetch()} />
      ) : !limits.data ? (
        <Skeleton height={140} />
      ) : (
        <Stack gap="md">
          <DataTable
            caption="Limits, newest first"
            columns={limitColumns(budget.measure, zone)}
            rows={limits.data.limits}
            rowKey={(row) => `${row.from} ${row.created_at}`}
            maxHeight={360}
          />
          {limits.data.increases.length > 0 ? (
            <DataTable
              caption="Temporary increases, newest first"
              columns={increaseColumns(
                budget.measure,
                zone,
                nowMs,
                mayChange ? { ending: end.isPending ? end.variables : null, onEnd: (id) => end.mutate(id) } : null,
              )}
              rows={limits.data.increases}
              rowKey={(row) => row.id}
              maxHeight={360}
            />
          ) : (
            <Text size="sm" c="dimmed">
              No temporary increase so far.
            </Text>
          )}
        </Stack>
      )}
      <Modal
        opened={adding}
        onClose={finish}
        title={<Text fw={650}>Increase the limit for a while</Text>}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <IncreaseForm
          measure={budget.measure}
          saving={increase.isPending}
          problem={increase.error?.message ?? null}
          faults={isApiError(increase.error) ? increase.error.fieldErrors : []}
          onSave={save}
          onCancel={finish}
        />
      </Modal>
    </Panel>
  );
}
