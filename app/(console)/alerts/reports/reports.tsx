"use client";

import { isApiError } from "@/app/hooks/api";
import { useChannels } from "@/app/hooks/use-channels";
import { useConsole } from "@/app/hooks/use-console";
import { useEdited } from "@/app/hooks/use-edited";
import { type ScheduleBody, useDeleteReport, useReports, useSaveReport, useSendReport } from "@/app/hooks/use-reports";
import { reportColumns } from "@/components/reports/report-columns";
import { ReportForm } from "@/components/reports/report-form";
import { TitledModal } from "@/components/ui/titled-modal";
import type { ScheduleAnswer } from "@/lib/reports/contract";
import { ApiProblem } from "../../api-problem";
import { ListPage } from "../list-page";
import { SentReport } from "./sent-report";

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
  const mayChange = user.role === "admin" || user.role === "finance";
  const list = useReports();
  const channels = useChannels(60_000).data?.channels ?? [];
  const remove = useDeleteReport();
  const send = useSendReport();
  const { edited, isOpen, open, close } = useEdited(list.data);
  const save = useSaveReport(edited?.id ?? null);
  const finish = () => {
    save.reset();
    close();
  };
  const columns = reportColumns(organisation.timezone, {
    mayChange,
    sending: send.isPending ? send.variables : null,
    channelName: (id) => channels.find((each) => each.id === id)?.name ?? "a deleted channel",
    onSend: ({ id }) => send.mutate(id),
    onEdit: ({ id }) => open(id),
    onDelete: ({ id }) => remove.mutate(id),
  });
  return (
    <>
      <ListPage
        here="/alerts/reports"
        title="Reports"
        description="What a week or a month cost: total and change, tenants, features, movers, budgets, open alerts, and the figures as CSV."
        noun="report"
        onAdd={mayChange ? () => open("new") : null}
        whoMay="Admins and finance change reports."
        list={list}
        rows={list.data}
        columns={columns}
        empty="Add one: what a week or a month cost comes to your channels by itself."
      >
        {remove.error ? <ApiProblem title="The report was not deleted" error={remove.error} /> : null}
        {send.error ? <ApiProblem title="The report was not sent" error={send.error} /> : null}
        {send.data ? <SentReport run={send.data} /> : null}
      </ListPage>
      <TitledModal opened={mayChange && isOpen} onClose={finish} title={edited ? edited.name : "Add a report"} size="lg">
        <ReportForm
          start={edited ? bodyOf(edited) : NEW}
          isNew={edited === null}
          channels={channels}
          saving={save.isPending}
          problem={save.error?.message ?? null}
          faults={isApiError(save.error) ? save.error.fieldErrors : []}
          onSave={(entry) => save.mutate(entry, { onSuccess: finish })}
          onCancel={finish}
        />
      </TitledModal>
    </>
  );
}
