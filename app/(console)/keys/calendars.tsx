"use client";

import { Alert, Button, Skeleton, Stack } from "@mantine/core";
import { useConsole } from "@/app/hooks/use-console";
import { useCalendars, useCreateCalendar, useRevokeCalendar } from "@/app/hooks/use-keys";
import { formatInstant } from "@/components/format/time";
import type { Column } from "@/components/tables/column";
import { DataTable } from "@/components/tables/data-table";
import { CodeBlock } from "@/components/ui/code-block";
import { ConfirmButton } from "@/components/ui/confirm-button";
import { NothingHere } from "@/components/ui/nothing-here";
import { Panel } from "@/components/ui/panel";
import type { KeyCalendar } from "@/lib/keys/contract";
import { ApiProblem } from "../api-problem";

export function Calendars() {
  const { user, organisation } = useConsole();
  const zone = organisation.timezone;
  const list = useCalendars(user.role === "admin");
  const create = useCreateCalendar();
  const revoke = useRevokeCalendar();
  const columns: Column<KeyCalendar>[] = [
    { id: "name", header: "Name", cell: (row) => row.name },
    { id: "made", header: "Made", nowrap: true, cell: (row) => formatInstant(row.created_at, zone) },
    { id: "by", header: "By", cell: (row) => row.created_by },
    {
      id: "read",
      header: "Last read",
      nowrap: true,
      cell: (row) => (row.last_read_at ? formatInstant(row.last_read_at, zone) : "never"),
    },
    {
      id: "state",
      header: "State",
      align: "end",
      cell: (row) =>
        row.revoked_at ? (
          "revoked"
        ) : (
          <ConfirmButton
            label="Revoke"
            describes={`the address of ${formatInstant(row.created_at, zone)}`}
            question="Calendars that read this address find nothing there from now on. Revoke it?"
            onConfirm={() => revoke.mutate(row.id)}
          />
        ),
    },
  ];
  return (
    <Panel
      title="Calendar"
      description="Rotations and expiries in any calendar program: an address that nobody can guess, without anything of a key."
      actions={
        <Button size="xs" loading={create.isPending} onClick={() => create.mutate("Provider keys")}>
          Make an address
        </Button>
      }
    >
      <Stack gap="sm">
        {create.data ? (
          <Alert role="status" variant="outline" c="var(--mantine-color-text)" color="warden" title="Shown only now">
            <CodeBlock text={create.data.url} label="The calendar's address" wrap />
          </Alert>
        ) : null}
        {create.error ? <ApiProblem title="No address was made" error={create.error} /> : null}
        {list.error && !list.data ? (
          <ApiProblem title="Addresses cannot be read" error={list.error} onRetry={() => list.refetch()} />
        ) : !list.data ? (
          <Skeleton height={120} />
        ) : list.data.length === 0 ? (
          <NothingHere title="No address yet">Make one and subscribe to it in your calendar.</NothingHere>
        ) : (
          <DataTable caption="Calendar addresses" columns={columns} rows={list.data} rowKey={(row) => row.id} />
        )}
      </Stack>
    </Panel>
  );
}
