"use client";

import { Checkbox, Group, Modal, Skeleton, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { parseAsBoolean, parseAsString, useQueryStates } from "nuqs";
import { useMemo, useState } from "react";
import { apiUrl, isApiError } from "@/app/hooks/api";
import { useChannels } from "@/app/hooks/use-channels";
import { useConsole } from "@/app/hooks/use-console";
import { useDimensionValues } from "@/app/hooks/use-dimension-values";
import { directoryPath, useChangeEntry, useEntries } from "@/app/hooks/use-directory";
import { useQuarterHour } from "@/app/hooks/use-now";
import { entryColumns } from "@/components/directory/entry-columns";
import { EntryForm } from "@/components/directory/entry-form";
import { plural } from "@/components/format/number";
import { SortableTable } from "@/components/tables/sortable-table";
import { DownloadButton } from "@/components/ui/download-button";
import { NothingHere } from "@/components/ui/nothing-here";
import { Panel } from "@/components/ui/panel";
import type { DirectoryEntry, DirectoryKind } from "@/lib/directory/contract";
import { DAY_MS, periods, rfc3339 } from "@/lib/platform/time";
import { ApiProblem } from "../api-problem";

const STATE = {
  q: parseAsString.withDefault(""),
  owner: parseAsString.withDefault(""),
  merged: parseAsBoolean.withDefault(false),
  sort: parseAsString.withDefault("name"),
};
const DAYS = 30;
const CHANNELS_MS = 60_000;

const TITLES: Record<DirectoryKind, string> = { tenant: "Tenants", feature: "Features", environment: "Environments" };

/** Names of one kind, with a form over the page that changes one of them. */
export function Entries({ kind, mayChange }: { kind: DirectoryKind; mayChange: boolean }) {
  const { organisation } = useConsole();
  const [state, setState] = useQueryStates(STATE);
  const [search] = useDebouncedValue(state.q, 200);
  const [owner] = useDebouncedValue(state.owner, 200);
  const filter = { search, owner, merged: state.merged || null };
  const list = useEntries(kind, filter);
  const change = useChangeEntry();
  const [open, setOpen] = useState<DirectoryEntry | null>(null);
  const channels = useChannels(CHANNELS_MS, open !== null);
  const others = useDimensionValues(open === null ? null : kind, "");
  const now = useQuarterHour();
  const { timezone } = organisation;
  const days = useMemo(
    () => periods(now - (DAYS - 1) * DAY_MS, now, "day", timezone).map(({ startMs }) => rfc3339(startMs)),
    [now, timezone],
  );
  const columns = useMemo(
    () => entryColumns({ kind, zone: timezone, days, merged: state.merged, onOpen: mayChange ? setOpen : null }),
    [kind, timezone, days, state.merged, mayChange],
  );
  const rows = useMemo(() => {
    const spend = new Map(list.data?.spend.map((each) => [each.name, each]));
    return list.data?.entries.map((entry) => ({ entry, spend: spend.get(entry.name) }));
  }, [list.data]);
  const filtered = search !== "" || owner !== "" || state.merged;
  const finish = () => {
    setOpen(null);
    change.reset();
  };
  const count = rows ? `${plural(rows.length, kind)}${list.data?.next_cursor ? ", more by search or CSV" : ""}` : null;
  return (
    <Panel
      title={TITLES[kind]}
      description={count ? <span role="status">{count}</span> : null}
      actions={<DownloadButton href={apiUrl(directoryPath(kind), { search, owner, format: "csv" })} format="CSV" />}
    >
      <Group gap="xs" mb="sm">
        <TextInput
          aria-label={`Search ${kind}s`}
          placeholder="Name, alias, cost centre or tag"
          value={state.q}
          onChange={(event) => void setState({ q: event.currentTarget.value || null })}
        />
        <TextInput
          aria-label="Owner"
          placeholder="Owner's e-mail address"
          value={state.owner}
          onChange={(event) => void setState({ owner: event.currentTarget.value || null })}
        />
        <Checkbox
          label="Merged names"
          checked={state.merged}
          onChange={(event) => void setState({ merged: event.currentTarget.checked || null })}
        />
      </Group>
      {list.error && !rows ? (
        <ApiProblem title="The directory cannot be read" error={list.error} onRetry={() => list.refetch()} />
      ) : !rows ? (
        <Skeleton height={240} />
      ) : rows.length === 0 ? (
        filtered ? (
          <NothingHere title="Nothing matches">Take a filter off.</NothingHere>
        ) : (
          <NothingHere title={`No ${kind} was seen yet`}>They appear here by themselves with the first event.</NothingHere>
        )
      ) : (
        <SortableTable
          caption={`${TITLES[kind]} by name`}
          columns={columns}
          rows={rows}
          rowKey={({ entry }) => entry.name}
          sort={{ column: state.sort.replace(/^-/, ""), descending: state.sort.startsWith("-") }}
          onSort={({ column, descending }) => void setState({ sort: `${descending ? "-" : ""}${column}` })}
          maxHeight={720}
        />
      )}
      <Modal
        opened={open !== null}
        onClose={finish}
        title={<Text fw={650}>{open?.display_name ?? open?.name}</Text>}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {open ? (
          <EntryForm
            key={open.name}
            entry={open}
            others={(others.data ?? []).filter((name) => name !== open.name)}
            channels={channels.data?.channels ?? []}
            saving={change.isPending}
            problem={change.error?.message ?? null}
            faults={isApiError(change.error) ? change.error.fieldErrors : []}
            onCancel={finish}
            onSave={(fields) => change.mutate({ kind, name: open.name, ...fields }, { onSuccess: finish })}
          />
        ) : null}
      </Modal>
    </Panel>
  );
}
