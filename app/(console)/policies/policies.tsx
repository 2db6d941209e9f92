"use client";

import { Button, Text } from "@mantine/core";
import { parseAsString, useQueryState } from "nuqs";
import { useConsole } from "@/app/hooks/use-console";
import { useDeletePolicy, usePolicies } from "@/app/hooks/use-policies";
import { policyColumns } from "@/components/policies/policy-columns";
import { DataTable } from "@/components/tables/data-table";
import { PagedPanel } from "@/components/tables/paged-panel";
import { NothingHere } from "@/components/ui/nothing-here";
import { PageHeader } from "@/components/ui/page-header";
import { ApiProblem } from "../api-problem";
import { REFRESH_MS } from "../refresh";
import { EditPolicy } from "./edit-policy";

const NEW = "new";

export function Policies() {
  const { user } = useConsole();
  const list = usePolicies(REFRESH_MS);
  const remove = useDeletePolicy();
  // The policy that is being made or changed is in the address.
  const [editing, setEditing] = useQueryState("edit", parseAsString.withOptions({ history: "push" }));
  const mayChange = user.role === "admin";
  const policies = list.data?.pages.flatMap((page) => page.policies);
  const chosen = policies?.find(({ id }) => id === editing) ?? null;
  return (
    <>
      <PageHeader
        title="Policies"
        description="Which models may be called, and how large one request may be. A recorded call that violates one is a fact; a call that asks first is denied or warned."
      >
        {mayChange ? (
          <Button onClick={() => void setEditing(NEW)}>New policy</Button>
        ) : (
          <Text size="sm" c="dimmed">
            Admins change policies.
          </Text>
        )}
      </PageHeader>
      {remove.error ? <ApiProblem title="The policy is still in force" error={remove.error} /> : null}
      <PagedPanel
        title="In force"
        noun="policy"
        nouns="policies"
        count={policies?.length}
        hasMore={list.hasNextPage}
        loadingMore={list.isFetchingNextPage}
        onMore={() => void list.fetchNextPage()}
        problem={
          list.error && !list.data ? (
            <ApiProblem title="Policies cannot be read" error={list.error} onRetry={() => list.refetch()} />
          ) : null
        }
        empty={
          <NothingHere title="Every model may be called by everybody">
            A first policy may be to pin versions in production, or to keep expensive models to those who need them.
          </NothingHere>
        }
      >
        <DataTable
          caption="Policies, newest first"
          columns={policyColumns(
            mayChange
              ? {
                  deleting: remove.isPending ? remove.variables : null,
                  onChange: ({ id }) => void setEditing(id),
                  onDelete: (id) => remove.mutate(id),
                }
              : null,
          )}
          rows={policies ?? []}
          rowKey={(policy) => policy.id}
        />
      </PagedPanel>
      {mayChange && editing !== null && (editing === NEW || chosen) ? (
        <EditPolicy key={editing} policy={chosen} onClose={() => void setEditing(null)} />
      ) : null}
    </>
  );
}
