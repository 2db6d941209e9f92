"use client";

import { TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { parseAsString, useQueryStates } from "nuqs";
import { useAuditLog } from "@/app/hooks/use-audit-log";
import { useConsole } from "@/app/hooks/use-console";
import { auditColumns } from "@/components/settings/audit-columns";
import { DataTable } from "@/components/tables/data-table";
import { PagedPanel } from "@/components/tables/paged-panel";
import { NothingHere } from "@/components/ui/nothing-here";
import { PageHeader } from "@/components/ui/page-header";
import { ApiProblem } from "../../api-problem";

const KEYS = { action: parseAsString.withDefault(""), actor: parseAsString.withDefault("") };

export function AuditLog() {
  const { organisation } = useConsole();
  const [filter, setFilter] = useQueryStates(KEYS);
  const [asked] = useDebouncedValue(filter, 250);
  const list = useAuditLog(asked);
  const entries = list.data?.pages.flatMap((page) => page.entries);
  return (
    <>
      <PageHeader title="Audit log" description="Who changed what, and when. It can only grow." />
      <PagedPanel
        title="Changes"
        noun="entry"
        nouns="entries"
        count={entries?.length}
        hasMore={list.hasNextPage}
        loadingMore={list.isFetchingNextPage}
        onMore={() => void list.fetchNextPage()}
        actions={
          <>
            <TextInput
              size="xs"
              aria-label="Only this action"
              placeholder="Action, such as token.create"
              value={filter.action}
              onChange={(event) => void setFilter({ action: event.currentTarget.value || null })}
            />
            <TextInput
              size="xs"
              aria-label="Only by this person or token"
              placeholder="By whom"
              value={filter.actor}
              onChange={(event) => void setFilter({ actor: event.currentTarget.value || null })}
            />
          </>
        }
        problem={
          list.error && !list.data ? (
            <ApiProblem title="The audit log cannot be read" error={list.error} onRetry={() => list.refetch()} />
          ) : null
        }
        empty={<NothingHere title="No entry matches">An action is named exactly: token.create, price.create…</NothingHere>}
      >
        <DataTable
          caption="Audit log, newest first"
          columns={auditColumns(organisation.timezone)}
          rows={entries ?? []}
          rowKey={(entry) => entry.id}
        />
      </PagedPanel>
    </>
  );
}
