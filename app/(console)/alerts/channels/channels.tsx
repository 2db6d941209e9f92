"use client";

import { Button, Skeleton, Stack, Text } from "@mantine/core";
import { parseAsString, useQueryState } from "nuqs";
import { useMemo, useState } from "react";
import { useChannels, useDeleteChannel, useTestChannel } from "@/app/hooks/use-channels";
import { useConsole } from "@/app/hooks/use-console";
import { AlertSections } from "@/components/alerts/alert-sections";
import { channelColumns } from "@/components/channels/channel-columns";
import { TestResult } from "@/components/channels/test-result";
import { plural } from "@/components/format/number";
import { DataTable } from "@/components/tables/data-table";
import { NothingHere } from "@/components/ui/nothing-here";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { ApiProblem } from "../../api-problem";
import { REFRESH_MS } from "../../refresh";
import { EditChannel } from "./edit-channel";
import { ShownSecret } from "./shown-secret";

export function Channels() {
  const { user, organisation } = useConsole();
  const mayChange = user.role === "admin";
  const list = useChannels(REFRESH_MS);
  const test = useTestChannel();
  const remove = useDeleteChannel();
  const [edit, setEdit] = useQueryState("edit", parseAsString.withOptions({ history: "push" }));
  const [secret, setSecret] = useState<string | null>(null);
  const channels = list.data?.channels;
  const { mutate: runTest } = test;
  const { mutate: runRemove } = remove;
  const testing = test.isPending ? test.variables : null;
  const columns = useMemo(
    () =>
      channelColumns(organisation.timezone, {
        mayChange,
        nameOf: (id) => channels?.find((each) => each.id === id)?.name ?? "a deleted one",
        testing,
        onTest: ({ id }) => runTest(id),
        onEdit: ({ id }) => void setEdit(id),
        onDelete: ({ id }) => runRemove(id),
      }),
    [organisation.timezone, mayChange, channels, testing, runTest, runRemove, setEdit],
  );
  const edited = channels?.find(({ id }) => id === edit) ?? null;
  return (
    <>
      <PageHeader
        title="Channels"
        description="Where alerts go. A failing one is tried again for a day, and falls back to another."
      >
        {mayChange ? (
          <Button onClick={() => void setEdit("new")}>Add a channel</Button>
        ) : (
          <Text size="sm" c="dimmed">
            Admins change channels.
          </Text>
        )}
      </PageHeader>
      <AlertSections here="/alerts/channels" />
      <Stack gap="md">
        {secret ? <ShownSecret secret={secret} onDone={() => setSecret(null)} /> : null}
        {test.error ? <ApiProblem title="The test was not sent" error={test.error} /> : null}
        {remove.error ? <ApiProblem title="The channel was not deleted" error={remove.error} /> : null}
        {test.data ? (
          <TestResult name={channels?.find(({ id }) => id === test.variables)?.name ?? "The channel"} answer={test.data} />
        ) : null}
        <Panel title="All channels" description={channels ? plural(channels.length, "channel") : "Reading…"}>
          {list.error && !channels ? (
            <ApiProblem title="Channels cannot be read" error={list.error} onRetry={() => list.refetch()} />
          ) : !channels ? (
            <Skeleton height={200} />
          ) : channels.length === 0 ? (
            <NothingHere title="No channel yet">
              Alerts are kept in the inbox and reach nobody. Add a Slack webhook, PagerDuty, a webhook of your own or e-mail.
            </NothingHere>
          ) : (
            <DataTable caption="Channels" columns={columns} rows={channels} rowKey={({ id }) => id} />
          )}
        </Panel>
      </Stack>
      {mayChange && (edit === "new" || edited) ? (
        <EditChannel
          key={edit}
          channel={edited}
          others={(channels ?? []).filter(({ id }) => id !== edit)}
          canMail={list.data?.can_mail ?? false}
          onSecret={setSecret}
          onClose={() => void setEdit(null)}
        />
      ) : null}
    </>
  );
}
