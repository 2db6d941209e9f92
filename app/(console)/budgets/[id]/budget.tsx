"use client";

import { Skeleton, Stack } from "@mantine/core";
import { useBudgetView } from "@/app/hooks/use-budget-view";
import { useBudget } from "@/app/hooks/use-budgets";
import { useConsole } from "@/app/hooks/use-console";
import { useQuarterHour } from "@/app/hooks/use-now";
import { BudgetFigures } from "@/components/budgets/budget-figures";
import { ChildrenPanel } from "@/components/budgets/children-panel";
import { CoveragePanel } from "@/components/budgets/coverage-panel";
import type { BudgetDetail } from "@/components/budgets/shapes";
import { amountWords, periodWords, scopeWords } from "@/components/budgets/words";
import { PageHeader } from "@/components/ui/page-header";
import { ApiProblem } from "../../api-problem";
import { REFRESH_MS } from "../../refresh";
import { BudgetActions } from "./budget-actions";
import { BudgetCrossings } from "./budget-crossings";
import { BudgetExplanation } from "./budget-explanation";
import { BudgetHistory } from "./budget-history";
import { BudgetLimits } from "./budget-limits";
import { BudgetProgress } from "./budget-progress";
import { BudgetSubjects } from "./budget-subjects";
import { SubjectChoice } from "./subject-choice";

export function BudgetPage({ id }: { id: string }) {
  const { view } = useBudgetView();
  const detail = useBudget(id, view.subject, REFRESH_MS);
  if (detail.error && !detail.data)
    return <ApiProblem title="The budget cannot be read" error={detail.error} onRetry={() => detail.refetch()} />;
  if (!detail.data)
    return (
      <Stack gap="md">
        <PageHeader title="Budget" />
        <Skeleton height={120} />
        <Skeleton height={380} />
      </Stack>
    );
  return <Shown detail={detail.data} />;
}

function Shown({ detail }: { detail: BudgetDetail }) {
  const { budget } = detail;
  const { organisation } = useConsole();
  const { view } = useBudgetView();
  const nowMs = useQuarterHour();
  const zone = organisation.timezone;
  const subject = budget.each ? view.subject : null;
  const increased = budget.limit !== budget.base_limit;
  // A template is one budget for each of its values: what has a limit is one of them.
  const hasLimit = !budget.each || subject !== null;
  return (
    <>
      <PageHeader
        title={budget.name}
        description={`${scopeWords(budget.scope, budget.each)}. ${periodWords(budget.period)}, ${amountWords(budget.measure, budget.limit)}.${
          budget.owner ? ` Owner: ${budget.owner}.` : ""
        }${budget.notes ? ` ${budget.notes}` : ""}`}
      >
        <BudgetActions budget={budget} />
      </PageHeader>
      <Stack gap="md">
        {budget.each ? <BudgetSubjects budget={budget} counts={detail.subjects} chosen={subject} /> : null}
        {subject !== null && budget.each ? <SubjectChoice each={budget.each} subject={subject} /> : null}
        {hasLimit ? (
          <>
            <BudgetFigures
              measure={budget.measure}
              standing={detail.standing}
              forecast={detail.forecast}
              rolling={budget.period.kind === "rolling"}
              limitNote={increased ? `(${amountWords(budget.measure, budget.base_limit)} and a temporary increase)` : null}
              nowMs={nowMs}
              zone={zone}
            />
            <BudgetProgress budget={budget} subject={subject} crossings={detail.crossings} />
          </>
        ) : null}
        <BudgetCrossings budget={budget} crossings={detail.crossings} subject={subject} />
        <CoveragePanel mode={budget.mode} coverage={detail.coverage} />
        <ChildrenPanel measure={budget.measure} limit={budget.each ? null : budget.limit} detail={detail} />
        {hasLimit ? (
          <>
            <BudgetExplanation budget={budget} subject={subject} />
            <BudgetHistory budget={budget} subject={subject} />
          </>
        ) : null}
        <BudgetLimits budget={budget} />
      </Stack>
    </>
  );
}
