"use client";

import { useBudgets } from "@/app/hooks/use-budgets";
import { useConsole } from "@/app/hooks/use-console";
import { useQuarterHour } from "@/app/hooks/use-now";
import { budgetColumns } from "@/components/budgets/budget-columns";
import { riskOf } from "@/components/budgets/risk";
import { DataTable } from "@/components/tables/data-table";
import { Panel } from "@/components/ui/panel";
import { TextLink } from "@/components/ui/text-link";
import { REFRESH_MS } from "./refresh";

const SHOWN = 5;
const COLUMNS = ["name", "used", "breach"];

/** Budgets that are over their limit, will be, or are near it; nothing while there is none. */
export default function OverviewBudgets() {
  const { organisation } = useConsole();
  const nowMs = useQuarterHour();
  const list = useBudgets({}, { page: SHOWN, refreshMs: REFRESH_MS * 2 });
  const atRisk = (list.data?.pages[0]?.budgets ?? []).filter((row) => ["over", "breach", "near"].includes(riskOf(row)));
  if (atRisk.length === 0) return null;
  return (
    <Panel title="Budgets at risk" actions={<TextLink href="/budgets">All budgets</TextLink>}>
      <DataTable
        caption="Budgets at risk, the riskiest first"
        columns={budgetColumns(organisation.timezone, nowMs).filter(({ id }) => COLUMNS.includes(id))}
        rows={atRisk}
        rowKey={({ budget }) => budget.id}
      />
    </Panel>
  );
}
