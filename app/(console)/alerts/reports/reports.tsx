"use client";

import { Button, Modal, Skeleton, Text } from "@mantine/core";
import { parseAsString, useQueryState } from "nuqs";
import { isApiError } from "@/app/hooks/api";
import { useChannels } from "@/app/hooks/use-channels";
import { useConsole } from "@/app/hooks/use-console";
import { type ScheduleBody, useDeleteReport, useReports, useSaveReport } from "@/app/hooks/use-reports";
import { AlertSections } from "@/components/alerts/alert-sections";
import { plural } from "@/components/format/number";
import { reportColumns } from "@/components/reports/report-columns";
import { ReportForm } from "@/components/reports/report-form";
import { DataTable } from "@/components/tables/data-table";
import { NothingHere } from "@/components/ui/nothing-here";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import type { ScheduleAnswer } from "@/lib/reports/contract";
import { ApiProblem } from "../../api-problem";

const NEW: ScheduleBody = {
  name: "",
  period: "week",
  hour: 8,
  timezone: null,
  enabled: true,
  every_channel: true,
  channel_ids: [],
};

function bodyOf({ name, period, hour, timezone, enabled, every_channel, channel_ids }: ScheduleAnswer): ScheduleBody {
  return { name, period, hour, timezone, enabled, every_channel, channel_ids };
}

export function Reports() {
  const { user, organisation } = useConsole();
  const list = useReports();
  const channels = useChannels(60_000).data?.channels ?? [];
  const remove = useDeleteReport();
  const [edit, setEdit] = useQueryState("edit", parseAsString.withOptions({ history: "push" }));
  const reports = list.data;
  const edited = reports?.find(({ id }) => id === edit) ?? null;
  const save = useSaveReport(edited?.id ?? null);
  const mayChange = user.role === "admin";
  const close = () => {
    save.reset();
    void setEdit(null);
  };
  const columns = reportColumns(organisation.timezone, {
    mayChange,
    channelName: (id) => channels.find((each) => each.id === id)?.name ?? "a deleted channel",
    onEdit: ({ id }) => void setEdit(id),
    onDelete: ({ id }) => remove.mutate(id),
  });
  return (
    <>
      <PageHeader
        title="Reports"
        description="Spend of each week or month, by tenant and feature, with what moved, sent to channels with the figures behind a signed link."
      >
        {mayChange ? (
          <Button onClick={() => void setEdit("new")}>Add a report</Button>
        ) : (
          <Text size="sm" c="dimmed">
            Admins change reports.
          </Text>
        )}
      </PageHeader>
      <AlertSections here="/alerts/reports" />
      {remove.error ? <ApiProblem title="The report was not deleted" error={remove.error} /> : null}
      <Panel title="All reports" description={reports ? plural(reports.length, "report") : "Reading…"}>
        {list.error && !reports ? (
          <ApiProblem title="Reports cannot be read" error={list.error} onRetry={() => list.refetch()} />
        ) : !reports ? (
          <Skeleton height={160} />
        ) : reports.length === 0 ? (
          <NothingHere title="No report">Add one: what a week or a month cost comes to your channels by itself.</NothingHere>
        ) : (
          <DataTable caption="Reports" columns={columns} rows={reports} rowKey={({ id }) => id} />
        )}
      </Panel>
      <Modal
        opened={mayChange && (edit === "new" || edited !== null)}
        onClose={close}
        title={<Text fw={650}>{edited ? edited.name : "Add a report"}</Text>}
        size="lg"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <ReportForm
          start={edited ? bodyOf(edited) : NEW}
          isNew={edited === null}
          channels={channels}
          saving={save.isPending}
          problem={save.error?.message ?? null}
          faults={isApiError(save.error) ? save.error.fieldErrors : []}
          onSave={(entry) => save.mutate(entry, { onSuccess: close })}
          onCancel={close}
        />
      </Modal>
    </>
  );
}
