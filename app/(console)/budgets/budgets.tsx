"use client";

import { Button, Group, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import Link from "next/link";
import { useMemo } from "react";
import { useBudgetFilters } from "@/app/hooks/use-budget-filters";
import { budgetsCsvUrl, useBudgets } from "@/app/hooks/use-budgets";
import { useBudgetRights, useConsole } from "@/app/hooks/use-console";
import { useQuarterHour } from "@/app/hooks/use-now";
import { budgetColumns } from "@/components/budgets/budget-columns";
import { BudgetFilters } from "@/components/budgets/budget-filters";
import { DataTable } from "@/components/tables/data-table";
import { PagedPanel } from "@/components/tables/paged-panel";
import { NothingHere } from "@/components/ui/nothing-here";
import { PageHeader } from "@/components/ui/page-header";
import { TextLink } from "@/components/ui/text-link";
import { ApiProblem } from "../api-problem";
import { REFRESH_MS } from "../refresh";

export function Budgets() {
  const { organisation } = useConsole();
  const rights = useBudgetRights();
  const nowMs = useQuarterHour();
  const { filter, setFilter } = useBudgetFilters();
  const [asked] = useDebouncedValue(filter, 200);
  const list = useBudgets(asked, { refreshMs: REFRESH_MS });
  const budgets = list.data?.pages.flatMap((page) => page.budgets);
  const columns = useMemo(() => budgetColumns(organisation.timezone, nowMs), [organisation.timezone, nowMs]);
  const filtered = Object.values(filter).some((value) => value !== null);
  return (
    <>
      <PageHeader title="Budgets" description="What may be spent, what was, and when a limit will be reached.">
        {rights.mayEdit ? (
          <Group gap="xs">
            <Button variant="default" component={Link} href="/budgets/import">
              Import CSV
            </Button>
            <Button component={Link} href="/budgets/new">
              New budget
            </Button>
          </Group>
        ) : (
          <Text size="sm" c="dimmed">
            {rights.reason}
          </Text>
        )}
      </PageHeader>
      <BudgetFilters values={filter} onChange={(name, value) => void setFilter({ [name]: value })} />
      <PagedPanel
        title="All budgets"
        noun="budget"
        first="the first"
        csvHref={budgetsCsvUrl}
        count={budgets?.length}
        hasMore={list.hasNextPage}
        loadingMore={list.isFetchingNextPage}
        onMore={() => void list.fetchNextPage()}
        problem={
          list.error && !list.data ? (
            <ApiProblem title="Budgets cannot be read" error={list.error} onRetry={() => list.refetch()} />
          ) : null
        }
        empty={
          filtered ? (
            <NothingHere title="No budget matches">Take filters off to see the others.</NothingHere>
          ) : (
            <NothingHere title="No budget yet">
              {rights.mayEdit ? (
                <>
                  <TextLink href="/budgets/new" underline>
                    Set a limit
                  </TextLink>{" "}
                  for the company, a tenant or each tenant: the form shows what it would have said in the last three months.
                </>
              ) : (
                rights.reason
              )}
            </NothingHere>
          )
        }
      >
        <DataTable caption="Budgets" columns={columns} rows={budgets ?? []} rowKey={(row) => row.budget.id} />
      </PagedPanel>
    </>
  );
}
