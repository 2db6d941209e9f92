"use client";

import { Button, NativeSelect, Skeleton, Text } from "@mantine/core";
import { useMemo, useState } from "react";
import { placeHref } from "@/app/hooks/place";
import { useBudgetView } from "@/app/hooks/use-budget-view";
import { useBudgetExplanation } from "@/app/hooks/use-budgets";
import { useConsole } from "@/app/hooks/use-console";
import { type ExplainRow, explainColumns, sumOf } from "@/components/budgets/explain-columns";
import { periodName } from "@/components/budgets/history-columns";
import type { Budget } from "@/components/budgets/shapes";
import { formatAmountExact } from "@/components/budgets/words";
import { BASE_DIMENSIONS, dimensionLabel } from "@/components/filters/dimensions";
import { plural } from "@/components/format/number";
import { DataTable } from "@/components/tables/data-table";
import { NothingHere } from "@/components/ui/nothing-here";
import { Panel } from "@/components/ui/panel";
import { rfc3339 } from "@/lib/platform/time";
import { ApiProblem } from "../../api-problem";
import { REFRESH_MS } from "../../refresh";

const SHOWN = 200;

interface BudgetExplanationProps {
  budget: Budget;
  subject: string | null;
}

/** The rows that make the number, and that they do. */
export function BudgetExplanation({ budget, subject }: BudgetExplanationProps) {
  const { organisation } = useConsole();
  const { view, setView } = useBudgetView();
  const [all, setAll] = useState(false);
  const zone = organisation.timezone;
  const at = view.at ? rfc3339(view.at.getTime()) : null;
  const asked = useBudgetExplanation(budget.id, { subject, group_by: view.by, at }, REFRESH_MS);
  const explanation = asked.data;
  const columns = useMemo(() => {
    if (!explanation) return [];
    const scope = { ...budget.scope, ...(budget.each && subject !== null ? { [budget.each]: [subject] } : {}) };
    const links = (row: ExplainRow) => {
      const place = {
        range: { fromMs: Date.parse(row.from), toMs: Date.parse(row.to) },
        zone,
        filters: { ...scope, [explanation.group_by]: [row.value] },
      };
      return {
        explore: placeHref("/explore", { ...place, by: [explanation.group_by], measure: budget.measure }),
        events: placeHref("/events", place),
      };
    };
    return explainColumns({ measure: budget.measure, zone, explanation, links });
  }, [explanation, budget, subject, zone]);
  const dimensions = [...BASE_DIMENSIONS, ...organisation.tags.map((tag) => `tag:${tag}`)];
  return (
    <Panel
      title="What it is made of"
      description={explanation ? <Proof explanation={explanation} measure={budget.measure} zone={zone} /> : "Reading…"}
      actions={
        <>
          {view.at ? (
            <Button size="xs" variant="default" onClick={() => void setView({ at: null })}>
              Current period
            </Button>
          ) : null}
          <NativeSelect
            size="xs"
            aria-label="Rows by"
            data={dimensions.map((value) => ({ value, label: `By ${dimensionLabel(value).toLowerCase()}` }))}
            value={explanation?.group_by ?? view.by ?? "tenant"}
            onChange={(event) => void setView({ by: event.currentTarget.value })}
          />
        </>
      }
    >
      {asked.error && (!explanation || asked.isPlaceholderData) ? (
        <ApiProblem title="The rows cannot be read" error={asked.error} onRetry={() => asked.refetch()} />
      ) : !explanation ? (
        <Skeleton height={240} />
      ) : explanation.rows.length === 0 ? (
        <NothingHere title="No usage in this period">A call in its scope will be here within a second.</NothingHere>
      ) : (
        <>
          <DataTable
            caption="Rows that make what was spent"
            columns={columns}
            rows={all ? explanation.rows : explanation.rows.slice(0, SHOWN)}
            rowKey={(row) => `${row.from} ${row.value}`}
            hasTotals
            maxHeight={480}
          />
          {!all && explanation.rows.length > SHOWN ? (
            <Button mt="xs" size="xs" variant="default" onClick={() => setAll(true)}>
              Show all {plural(explanation.rows.length, "row")}
            </Button>
          ) : null}
        </>
      )}
    </Panel>
  );
}

interface ProofProps {
  explanation: NonNullable<ReturnType<typeof useBudgetExplanation>["data"]>;
  measure: Budget["measure"];
  zone: string;
}

/** The sum is made here, from the rows that are shown, and held against what the budget says. */
function Proof({ explanation, measure, zone }: ProofProps) {
  const sum = sumOf(explanation.rows);
  const agrees = sum === explanation.spent;
  return (
    <Text inherit component="span" role="status" className="tabular" {...(agrees ? {} : { c: "var(--cw-rise)" })}>
      {periodName(explanation, zone)}: {plural(explanation.rows.length, "row")} sum to {formatAmountExact(measure, sum)}
      {agrees ? ", exactly what was spent." : `; the budget says ${formatAmountExact(measure, explanation.spent)}.`}
    </Text>
  );
}
