"use client";

import { Button, Skeleton, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { AlertSections, type AlertSectionsProps } from "@/components/alerts/alert-sections";
import { plural } from "@/components/format/number";
import type { Column } from "@/components/tables/column";
import { DataTable } from "@/components/tables/data-table";
import { NothingHere } from "@/components/ui/nothing-here";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { ApiProblem } from "../api-problem";

interface ListPageProps<Row extends { id: string }> {
  here: AlertSectionsProps["here"];
  title: string;
  description: string;
  /** What is in the list: "channel". */
  noun: string;
  /** Null for who may not add one; then `whoMay` says who does. */
  onAdd: (() => void) | null;
  whoMay: string;
  list: { error: Error | null; refetch: () => unknown };
  rows: readonly Row[] | undefined;
  columns: readonly Column<Row>[];
  /** What it means that there is none, and what to do. */
  empty: string;
  /** Stands above the list: what went wrong, what was made. */
  children?: ReactNode;
}

/** A page of things that are made and changed in a dialog: channels, routes, reports. */
export function ListPage<Row extends { id: string }>(props: ListPageProps<Row>) {
  const { here, title, description, noun, onAdd, whoMay, list, rows, columns, empty, children } = props;
  const add = `Add a ${noun}`;
  return (
    <>
      <PageHeader title={title} description={description}>
        {onAdd ? (
          <Button onClick={onAdd}>{add}</Button>
        ) : (
          <Text size="sm" c="dimmed">
            {whoMay}
          </Text>
        )}
      </PageHeader>
      <AlertSections here={here} />
      <Stack gap="md">
        {children}
        <Panel title={`All ${title.toLowerCase()}`} description={rows ? plural(rows.length, noun) : "Reading…"}>
          {list.error && !rows ? (
            <ApiProblem title={`${title} cannot be read`} error={list.error} onRetry={() => list.refetch()} />
          ) : !rows ? (
            <Skeleton height={200} />
          ) : rows.length === 0 ? (
            <NothingHere title={`No ${noun} yet`}>
              {empty}
              {onAdd ? (
                <Button size="xs" mt="sm" display="block" mx="auto" variant="default" onClick={onAdd}>
                  {add}
                </Button>
              ) : null}
            </NothingHere>
          ) : (
            <DataTable caption={title} columns={columns} rows={rows} rowKey={({ id }) => id} />
          )}
        </Panel>
      </Stack>
    </>
  );
}
