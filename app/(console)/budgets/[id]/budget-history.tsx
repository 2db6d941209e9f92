"use client";

import { Skeleton } from "@mantine/core";
import { useBudgetView } from "@/app/hooks/use-budget-view";
import { useBudgetHistory } from "@/app/hooks/use-budgets";
import { useConsole } from "@/app/hooks/use-console";
import { historyColumns } from "@/components/budgets/history-columns";
import type { Budget } from "@/components/budgets/shapes";
import { DataTable } from "@/components/tables/data-table";
import { NothingHere } from "@/components/ui/nothing-here";
import { Panel } from "@/components/ui/panel";
import { ApiProblem } from "../../api-problem";
import { REFRESH_MS } from "../../refresh";

export function BudgetHistory({ budget, subject }: { budget: Budget; subject: string | null }) {
  const { organisation } = useConsole();
  const { setView } = useBudgetView();
  const history = useBudgetHistory(budget.id, { subject }, REFRESH_MS);
  const periods = history.data?.periods;
  return (
    <Panel title="Periods" description="What was spent against the limit that was in force when each period ended.">
      {history.error && !periods ? (
        <ApiProblem title="Past periods cannot be read" error={history.error} onRetry={() => history.refetch()} />
      ) : !periods ? (
        <Skeleton height={240} />
      ) : periods.length === 0 ? (
        <NothingHere title="No period yet" />
      ) : (
        <DataTable
          caption="Periods, newest first"
          columns={historyColumns({
            measure: budget.measure,
            zone: organisation.timezone,
            onExplain: (period) => void setView({ at: new Date(period.period_start) }),
          })}
          rows={periods}
          rowKey={(row) => row.period_start}
          maxHeight={480}
        />
      )}
    </Panel>
  );
}
