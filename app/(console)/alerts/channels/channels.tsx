"use client";

import { useMemo, useState } from "react";
import { useChannels, useDeleteChannel, useTestChannel } from "@/app/hooks/use-channels";
import { useConsole } from "@/app/hooks/use-console";
import { useEdited } from "@/app/hooks/use-edited";
import { channelColumns } from "@/components/channels/channel-columns";
import { TestResult } from "@/components/channels/test-result";
import { ApiProblem } from "../../api-problem";
import { REFRESH_MS } from "../../refresh";
import { ListPage } from "../list-page";
import { Unsent } from "../unsent";
import { EditChannel } from "./edit-channel";
import { ShownSecret } from "./shown-secret";

export function Channels() {
  const { user, organisation } = useConsole();
  const mayChange = user.role === "admin";
  const list = useChannels(REFRESH_MS);
  const test = useTestChannel();
  const remove = useDeleteChannel();
  const channels = list.data?.channels;
  const { edited, isOpen, open, close } = useEdited(channels);
  const [secret, setSecret] = useState<string | null>(null);
  const { mutate: runTest } = test;
  const { mutate: runRemove } = remove;
  const testing = test.isPending ? test.variables : null;
  const nameOf = (id: string | undefined) => channels?.find((each) => each.id === id)?.name;
  const columns = useMemo(
    () =>
      channelColumns(organisation.timezone, {
        mayChange,
        nameOf: (id) => channels?.find((each) => each.id === id)?.name ?? "a deleted one",
        testing,
        onTest: ({ id }) => runTest(id),
        onEdit: ({ id }) => open(id),
        onDelete: ({ id }) => runRemove(id),
      }),
    [organisation.timezone, mayChange, channels, testing, runTest, runRemove, open],
  );
  return (
    <>
      <ListPage
        here="/alerts/channels"
        title="Channels"
        description="Where alerts go. A failing one is tried again for a day, and falls back to another."
        noun="channel"
        onAdd={mayChange ? () => open("new") : null}
        whoMay="Admins change channels."
        list={list}
        rows={channels}
        columns={columns}
        empty="Alerts are kept in the inbox and reach nobody. Add a Slack webhook, PagerDuty, a webhook of your own or e-mail."
      >
        {secret ? <ShownSecret secret={secret} onDone={() => setSecret(null)} /> : null}
        {test.error ? <ApiProblem title="The test was not sent" error={test.error} /> : null}
        {remove.error ? <ApiProblem title="The channel was not deleted" error={remove.error} /> : null}
        {test.data ? <TestResult name={nameOf(test.variables) ?? "The channel"} answer={test.data} /> : null}
        <Unsent />
      </ListPage>
      {mayChange && isOpen ? (
        <EditChannel
          key={edited?.id ?? "new"}
          channel={edited}
          others={(channels ?? []).filter(({ id }) => id !== edited?.id)}
          canMail={list.data?.can_mail ?? false}
          onSecret={setSecret}
          onClose={close}
        />
      ) : null}
    </>
  );
}
