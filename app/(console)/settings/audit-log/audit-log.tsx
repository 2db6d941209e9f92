"use client";

import { Box } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { parseAsString, useQueryStates } from "nuqs";
import { auditExport, useAuditLog } from "@/app/hooks/use-audit-log";
import { useConsole } from "@/app/hooks/use-console";
import { auditColumns } from "@/components/settings/audit-columns";
import { AuditFilters } from "@/components/settings/audit-filters";
import { DataTable } from "@/components/tables/data-table";
import { PagedPanel } from "@/components/tables/paged-panel";
import { DownloadButton } from "@/components/ui/download-button";
import { NothingHere } from "@/components/ui/nothing-here";
import { PageHeader } from "@/components/ui/page-header";
import { ApiProblem } from "../../api-problem";

const text = parseAsString.withDefault("");
const KEYS = { action: text, subject: text, actor: text, ip: text, from: text, to: text };

export function AuditLog() {
  const { organisation } = useConsole();
  const [filter, setFilter] = useQueryStates(KEYS);
  const [asked] = useDebouncedValue(filter, 250);
  const list = useAuditLog(asked);
  const entries = list.data?.pages.flatMap((page) => page.entries);
  return (
    <>
      <PageHeader title="Audit log" description="Who changed what and who signed in, from where and when. It can only grow." />
      <Box mb="md">
        <AuditFilters filter={filter} onChange={(change) => void setFilter(change)} />
      </Box>
      <PagedPanel
        title="Changes and sign-ins"
        noun="entry"
        nouns="entries"
        count={entries?.length}
        hasMore={list.hasNextPage}
        loadingMore={list.isFetchingNextPage}
        onMore={() => void list.fetchNextPage()}
        csvHref={auditExport(asked, "csv")}
        actions={<DownloadButton href={auditExport(asked, "ndjson")} format="NDJSON" />}
        problem={
          list.error && !list.data ? (
            <ApiProblem title="The audit log cannot be read" error={list.error} onRetry={() => list.refetch()} />
          ) : null
        }
        empty={
          <NothingHere title="No entry matches">
            An action is named exactly (token.create, price.create…), or by its thing alone (token, price, user, session…).
          </NothingHere>
        }
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
