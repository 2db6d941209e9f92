"use client";

import { useConsole } from "@/app/hooks/use-console";
import { crossingColumns } from "@/components/budgets/crossing-columns";
import type { Budget, Crossing } from "@/components/budgets/shapes";
import { thresholdWords } from "@/components/budgets/words";
import { DataTable } from "@/components/tables/data-table";
import { NothingHere } from "@/components/ui/nothing-here";
import { Panel } from "@/components/ui/panel";

interface BudgetCrossingsProps {
  budget: Budget;
  crossings: readonly Crossing[];
  subject: string | null;
}

export function BudgetCrossings({ budget, crossings, subject }: BudgetCrossingsProps) {
  const { organisation } = useConsole();
  const shown = subject === null ? crossings : crossings.filter((each) => each.subject === subject);
  return (
    <Panel
      title="Thresholds crossed in this period"
      description={
        budget.thresholds.length > 0 ? `Watched: ${budget.thresholds.map(thresholdWords).join(", ")}.` : "It has no thresholds."
      }
    >
      {shown.length === 0 ? (
        <NothingHere title="None crossed">
          One that is crossed is noted here once, within a second of the call that crossed it.
        </NothingHere>
      ) : (
        <DataTable
          caption="Thresholds crossed, newest first"
          columns={crossingColumns(budget.measure, organisation.timezone, budget.each !== null && subject === null)}
          rows={shown}
          rowKey={(row) => row.id}
          maxHeight={360}
        />
      )}
    </Panel>
  );
}
