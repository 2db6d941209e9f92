"use client";

import { Group, NativeSelect, Skeleton, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { apiUrl } from "@/app/hooks/api";
import { useConsole } from "@/app/hooks/use-console";
import { useKeys } from "@/app/hooks/use-keys";
import { useQuarterHour } from "@/app/hooks/use-now";
import { plural } from "@/components/format/number";
import { keyColumns } from "@/components/keys/key-columns";
import { SortableTable } from "@/components/tables/sortable-table";
import { DownloadButton } from "@/components/ui/download-button";
import { NothingHere } from "@/components/ui/nothing-here";
import { Panel } from "@/components/ui/panel";
import { KEY_STATUSES } from "@/lib/keys/contract";
import { DAY_MS, periods, rfc3339 } from "@/lib/platform/time";
import { ApiProblem } from "../api-problem";

const KEYS = {
  q: parseAsString.withDefault(""),
  status: parseAsStringLiteral(KEY_STATUSES),
  finding: parseAsStringLiteral(["any"]),
  sort: parseAsString.withDefault("findings"),
};

const DAYS = 30;

export function Inventory() {
  const { organisation } = useConsole();
  const [state, setState] = useQueryStates(KEYS);
  const [search] = useDebouncedValue(state.q, 200);
  const filter = { search, status: state.status, finding: state.finding };
  const list = useKeys(filter);
  const now = useQuarterHour();
  const { timezone } = organisation;
  const days = useMemo(
    () => periods(now - (DAYS - 1) * DAY_MS, now, "day", timezone).map(({ startMs }) => rfc3339(startMs)),
    [now, timezone],
  );
  const columns = useMemo(() => keyColumns(timezone, days), [timezone, days]);
  const rows = useMemo(() => {
    const spend = new Map(list.data?.spend.map((each) => [each.key, each]));
    return list.data?.keys.map((key) => ({ key, spend: spend.get(key.id) }));
  }, [list.data]);
  const filtered = search !== "" || state.status !== null || state.finding !== null;
  return (
    <Panel
      title="Inventory"
      description={rows ? <span role="status">{plural(rows.length, "key")}</span> : null}
      actions={<DownloadButton href={apiUrl("/api/v1/keys", { ...filter, format: "csv" })} format="CSV" />}
    >
      <Group gap="xs" mb="sm">
        <TextInput
          aria-label="Search keys"
          placeholder="Name, purpose or owner"
          value={state.q}
          onChange={(event) => void setState({ q: event.currentTarget.value || null })}
        />
        <NativeSelect
          aria-label="Status"
          value={state.status ?? ""}
          onChange={(event) => void setState({ status: KEY_STATUSES.find((one) => one === event.currentTarget.value) ?? null })}
          data={[{ value: "", label: "Any status" }, ...KEY_STATUSES]}
        />
        <NativeSelect
          aria-label="Findings"
          value={state.finding ?? ""}
          onChange={(event) => void setState({ finding: event.currentTarget.value === "any" ? "any" : null })}
          data={[
            { value: "", label: "All keys" },
            { value: "any", label: "With findings" },
          ]}
        />
      </Group>
      {list.error && !rows ? (
        <ApiProblem title="Keys cannot be read" error={list.error} onRetry={() => list.refetch()} />
      ) : !rows ? (
        <Skeleton height={240} />
      ) : rows.length === 0 ? (
        filtered ? (
          <NothingHere title="Nothing matches">Take a filter off.</NothingHere>
        ) : (
          <NothingHere title="No key is registered yet">
            Register one by its digest, or adopt those that events carry, under Unregistered.
          </NothingHere>
        )
      ) : (
        <SortableTable
          caption="Provider keys"
          columns={columns}
          rows={rows}
          rowKey={({ key }) => key.id}
          sort={{ column: state.sort.replace(/^-/, ""), descending: state.sort.startsWith("-") }}
          onSort={({ column, descending }) => void setState({ sort: `${descending ? "-" : ""}${column}` })}
        />
      )}
    </Panel>
  );
}
