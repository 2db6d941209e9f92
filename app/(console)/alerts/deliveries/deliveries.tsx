"use client";

import { Group, NativeSelect, Skeleton, Text } from "@mantine/core";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { useChannels, useDeliveries, useDelivery, useSendAgain } from "@/app/hooks/use-channels";
import { useConsole } from "@/app/hooks/use-console";
import { AlertSections } from "@/components/alerts/alert-sections";
import { AttemptList } from "@/components/channels/attempt-list";
import { deliveryColumns } from "@/components/channels/delivery-columns";
import { DataTable } from "@/components/tables/data-table";
import { PagedPanel } from "@/components/tables/paged-panel";
import { NothingHere } from "@/components/ui/nothing-here";
import { PageHeader } from "@/components/ui/page-header";
import { TitledModal } from "@/components/ui/titled-modal";
import { ApiProblem } from "../../api-problem";
import { REFRESH_MS } from "../../refresh";

const STATES = ["pending", "delivered", "failed"] as const;
const KINDS = ["alert", "incident", "report", "digest", "key_reminder", "test", "account", "canary"] as const;
const KEYS = {
  channel: parseAsString,
  state: parseAsStringLiteral(STATES),
  kind: parseAsStringLiteral(KINDS),
  open: parseAsString,
};

export function Deliveries() {
  const { user, organisation } = useConsole();
  const zone = organisation.timezone;
  const [state, setState] = useQueryStates(KEYS, { history: "push" });
  const channels = useChannels(30_000);
  const list = useDeliveries(
    { channel_id: state.channel, state: state.state, subject_kind: state.kind, subject_id: null },
    REFRESH_MS,
  );
  const again = useSendAgain();
  const opened = useDelivery(state.open, REFRESH_MS);
  const deliveries = list.data?.pages.flatMap((page) => page.deliveries);
  const { mutate } = again;
  const sending = again.isPending ? again.variables : null;
  const maySend = user.role === "admin";
  const columns = useMemo(
    () =>
      deliveryColumns(zone, {
        onSendAgain: maySend ? ({ id }) => mutate(id) : null,
        sending,
        onOpen: ({ id }) => void setState({ open: id }),
      }),
    [zone, maySend, mutate, sending, setState],
  );
  return (
    <>
      <PageHeader title="Delivery log" description="Every message, every attempt, and what was answered." />
      <AlertSections here="/alerts/deliveries" />
      <Group gap="xs" mb="md" role="group" aria-label="Filters">
        <NativeSelect
          size="xs"
          aria-label="Channel"
          value={state.channel ?? ""}
          data={[
            { value: "", label: "Any channel" },
            ...(channels.data?.channels ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={({ currentTarget: { value } }) => void setState({ channel: value || null })}
        />
        <NativeSelect
          size="xs"
          aria-label="State"
          value={state.state ?? ""}
          data={[{ value: "", label: "Any state" }, ...STATES]}
          onChange={({ currentTarget: { value } }) => void setState({ state: STATES.find((each) => each === value) ?? null })}
        />
        <NativeSelect
          size="xs"
          aria-label="About"
          value={state.kind ?? ""}
          data={[{ value: "", label: "About anything" }, ...KINDS.map((value) => ({ value, label: value.replaceAll("_", " ") }))]}
          onChange={({ currentTarget: { value } }) => void setState({ kind: KINDS.find((each) => each === value) ?? null })}
        />
      </Group>
      {again.error ? <ApiProblem title="It was not sent again" error={again.error} /> : null}
      <PagedPanel
        title="Messages"
        noun="message"
        count={deliveries?.length}
        hasMore={list.hasNextPage}
        loadingMore={list.isFetchingNextPage}
        onMore={() => void list.fetchNextPage()}
        problem={
          list.error && !list.data ? (
            <ApiProblem title="The log cannot be read" error={list.error} onRetry={() => list.refetch()} />
          ) : null
        }
        empty={
          <NothingHere title="Nothing was sent">
            Once a channel is connected, each message to it is written down here.
          </NothingHere>
        }
      >
        <DataTable caption="Messages, newest first" columns={columns} rows={deliveries ?? []} rowKey={({ id }) => id} />
      </PagedPanel>
      <TitledModal
        opened={state.open !== null}
        onClose={() => void setState({ open: null })}
        size="lg"
        title={opened.data?.title ?? "Message"}
      >
        {opened.error ? (
          <ApiProblem title="The message cannot be read" error={opened.error} />
        ) : !opened.data ? (
          <Skeleton height={160} />
        ) : (
          <>
            <Text size="sm" mb="sm" className="wrap-anywhere">
              {opened.data.summary}
            </Text>
            <AttemptList attempts={opened.data.attempt_log} zone={zone} />
          </>
        )}
      </TitledModal>
    </>
  );
}
