"use client";

import { TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useBudgetView } from "@/app/hooks/use-budget-view";
import { useBudgetSubjects } from "@/app/hooks/use-budgets";
import type { Budget } from "@/components/budgets/shapes";
import { subjectColumns } from "@/components/budgets/subject-columns";
import { DataTable } from "@/components/tables/data-table";
import { PagedPanel } from "@/components/tables/paged-panel";
import { NothingHere } from "@/components/ui/nothing-here";
import { ApiProblem } from "../../api-problem";

interface BudgetSubjectsProps {
  budget: Budget;
  counts: { count: number; over: number } | null;
  chosen: string | null;
}

/** The values a template applies to; one is chosen to be looked at. */
export function BudgetSubjects({ budget, counts, chosen }: BudgetSubjectsProps) {
  const { setView } = useBudgetView();
  const [search, setSearch] = useState("");
  const [asked] = useDebouncedValue(search, 200);
  const list = useBudgetSubjects(budget.id, asked, chosen === null);
  if (!budget.each || chosen !== null) return null;
  const subjects = list.data?.pages.flatMap((page) => page.subjects);
  return (
    <PagedPanel
      title={counts && counts.over > 0 ? `Each ${budget.each}: ${counts.over} over the limit` : `Each ${budget.each}`}
      noun={budget.each}
      first="the most used"
      count={subjects?.length}
      hasMore={list.hasNextPage}
      loadingMore={list.isFetchingNextPage}
      onMore={() => void list.fetchNextPage()}
      actions={
        <TextInput
          size="xs"
          aria-label={`Search the ${budget.each}s`}
          placeholder={`A ${budget.each}…`}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      }
      problem={
        list.error && !list.data ? (
          <ApiProblem title="They cannot be read" error={list.error} onRetry={() => list.refetch()} />
        ) : null
      }
      empty={
        <NothingHere title="None used anything in this period">
          A {budget.each} that has a budget of its own is not here, but under that budget.
        </NothingHere>
      }
    >
      <DataTable
        caption={`Each ${budget.each} against its limit, the most used first`}
        columns={subjectColumns(budget.each, budget.measure, (subject) => void setView({ subject, at: null }))}
        rows={subjects ?? []}
        rowKey={(row) => row.subject ?? ""}
        maxHeight={560}
      />
    </PagedPanel>
  );
}
