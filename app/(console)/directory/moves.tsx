"use client";

import { Button, Center, Modal, Skeleton, Stack, Text } from "@mantine/core";
import { parseAsString, useQueryState } from "nuqs";
import { useMemo } from "react";
import { useConsole } from "@/app/hooks/use-console";
import { useMove, useMoves } from "@/app/hooks/use-moves";
import { moveColumns, namesWords } from "@/components/directory/move-columns";
import { MoveEffect } from "@/components/directory/move-effect";
import { formatInstant } from "@/components/format/time";
import { DataTable } from "@/components/tables/data-table";
import { NothingHere } from "@/components/ui/nothing-here";
import { Panel } from "@/components/ui/panel";
import { ApiProblem } from "../api-problem";
import { MoveSpend } from "./move-spend";

function OneMove({ id, onClose }: { id: string | null; onClose: () => void }) {
  const { organisation } = useConsole();
  const { data, error, refetch } = useMove(id);
  return (
    <Modal
      opened={id !== null}
      onClose={onClose}
      size="xl"
      title={<Text fw={650}>Moved spend</Text>}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {error && !data ? (
        <ApiProblem title="The move cannot be read" error={error} onRetry={() => refetch()} />
      ) : !data ? (
        <Skeleton height={240} />
      ) : (
        <Stack gap="sm">
          <Text size="sm" className="wrap-anywhere">
            {namesWords(data.filter)} → {namesWords(data.set)}, by {data.created_by},{" "}
            {formatInstant(data.created_at, organisation.timezone)}: {data.reason}
          </Text>
          <MoveEffect move={data} />
        </Stack>
      )}
    </Modal>
  );
}

/** What was moved, and the form that moves more. */
export function Moves({ mayChange }: { mayChange: boolean }) {
  const { organisation } = useConsole();
  const [open, setOpen] = useQueryState("move", parseAsString);
  const list = useMoves();
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.re_attributions), [list.data]);
  const columns = useMemo(() => moveColumns(organisation.timezone, (id) => void setOpen(id)), [organisation.timezone, setOpen]);
  return (
    <Stack gap="md">
      {mayChange ? <MoveSpend onMade={(id) => void setOpen(id)} /> : null}
      <Panel title="What was moved">
        {list.error && !rows ? (
          <ApiProblem title="Moves cannot be read" error={list.error} onRetry={() => list.refetch()} />
        ) : !rows ? (
          <Skeleton height={160} />
        ) : rows.length === 0 ? (
          <NothingHere title="Nothing was moved yet">
            {mayChange ? "Say above which spend belongs elsewhere." : "Admins and finance move spend."}
          </NothingHere>
        ) : (
          <DataTable caption="Moves, newest first" columns={columns} rows={rows} rowKey={({ id }) => id ?? ""} />
        )}
        {list.hasNextPage ? (
          <Center mt="sm">
            <Button variant="default" size="xs" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              More
            </Button>
          </Center>
        ) : null}
      </Panel>
      <OneMove id={open} onClose={() => void setOpen(null)} />
    </Stack>
  );
}
