"use client";

import { Button, Group, Text } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { useMemo, useState } from "react";
import type { QueryValue } from "@/app/hooks/api";
import { type AlertAction, useAlerts } from "@/app/hooks/use-alerts";
import { useConsole } from "@/app/hooks/use-console";
import { useRunAction } from "@/app/hooks/use-run-action";
import { alertColumns } from "@/components/alerts/alert-columns";
import { SnoozeMenu } from "@/components/alerts/snooze-menu";
import { DataTable } from "@/components/tables/data-table";
import { PagedPanel } from "@/components/tables/paged-panel";
import { NothingHere } from "@/components/ui/nothing-here";
import { TextLink } from "@/components/ui/text-link";
import { MINUTE_MS, rfc3339 } from "@/lib/platform/time";
import { ApiProblem } from "../api-problem";

interface AlertListProps {
  query: Record<string, QueryValue>;
  hasChannel: boolean;
  refreshMs: number;
}

const SNOOZE_BY_KEY = 60;

const isTyping = (event: KeyboardEvent) => event.target instanceof HTMLInputElement && event.target.type === "text";

/** Puts the focus on the box of the next alert, or the one before. */
function step(by: 1 | -1): void {
  const boxes = [...document.querySelectorAll<HTMLInputElement>("input[data-alert]")];
  const at = boxes.findIndex((each) => Object.is(each, document.activeElement));
  boxes[at < 0 ? 0 : Math.min(boxes.length - 1, Math.max(0, at + by))]?.focus();
}

export function AlertList({ query, hasChannel, refreshMs }: AlertListProps) {
  const { user, organisation } = useConsole();
  const mayAcknowledge = user.role !== "viewer";
  const mayAct = user.role === "admin" || user.role === "engineer";
  const list = useAlerts(query, refreshMs);
  const action = useRunAction();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const alerts = list.data?.pages.flatMap((page) => page.alerts);
  // What is out of sight is not acted upon.
  const ids = (alerts ?? []).map(({ id }) => id).filter((id) => chosen.has(id));
  const run = (given: Omit<AlertAction, "ids">) => action.run({ ...given, ids }, () => setChosen(new Set()));
  const snooze = (minutes: number) => run({ action: "snooze", until: rfc3339(Date.now() + minutes * MINUTE_MS) });
  const key = (work: () => void) => (event: KeyboardEvent) => {
    if (!isTyping(event)) work();
  };
  useHotkeys(
    [
      ["a", key(() => mayAcknowledge && run({ action: "acknowledge" }))],
      ["s", key(() => mayAct && snooze(SNOOZE_BY_KEY))],
      ["j", key(() => step(1))],
      ["k", key(() => step(-1))],
    ],
    ["TEXTAREA", "SELECT"],
  );
  const columns = useMemo(
    () =>
      alertColumns(organisation.timezone, {
        chosen,
        onChoose: mayAcknowledge
          ? (id, on) =>
              setChosen((before) => {
                const next = new Set(before);
                if (on) next.add(id);
                else next.delete(id);
                return next;
              })
          : null,
      }),
    [organisation.timezone, chosen, mayAcknowledge],
  );
  const all = alerts !== undefined && alerts.length > 0 && ids.length === alerts.length;
  return (
    <>
      {action.error ? <ApiProblem title="Nothing was changed" error={action.error} /> : null}
      <PagedPanel
        title="Inbox"
        noun="alert"
        first="the first"
        count={alerts?.length}
        hasMore={list.hasNextPage}
        loadingMore={list.isFetchingNextPage}
        onMore={() => void list.fetchNextPage()}
        actions={
          mayAcknowledge && alerts && alerts.length > 0 ? (
            <Group gap="xs" role="group" aria-label="What to do with the chosen alerts">
              <Button
                size="xs"
                variant="default"
                onClick={() => setChosen(all ? new Set() : new Set(alerts.map(({ id }) => id)))}
              >
                {all ? "Choose none" : "Choose all"}
              </Button>
              <Button
                size="xs"
                disabled={ids.length === 0}
                loading={action.isPending}
                onClick={() => run({ action: "acknowledge" })}
                aria-keyshortcuts="a"
              >
                Acknowledge {ids.length > 0 ? ids.length : ""}
              </Button>
              {mayAct ? <SnoozeMenu disabled={ids.length === 0} onSnooze={snooze} /> : null}
            </Group>
          ) : null
        }
        problem={
          list.error && !list.data ? (
            <ApiProblem title="Alerts cannot be read" error={list.error} onRetry={() => list.refetch()} />
          ) : null
        }
        empty={
          <NothingHere title="No alert here">
            {hasChannel ? (
              <>
                Nothing that is watched is out of order, or the filters hide it.{" "}
                <TextLink href="/alerts/rules" underline>
                  See what is watched
                </TextLink>
              </>
            ) : (
              <>
                Nothing is out of order; and nobody would hear of it.{" "}
                <TextLink href="/alerts/channels?edit=new" underline>
                  Connect a channel
                </TextLink>
              </>
            )}
          </NothingHere>
        }
      >
        <DataTable caption="Alerts" columns={columns} rows={alerts ?? []} rowKey={({ id }) => id} />
        {mayAcknowledge ? (
          <Text size="xs" c="dimmed" mt="xs">
            Keys: j and k go from alert to alert, space chooses one, a acknowledges what is chosen
            {mayAct ? ", s snoozes it for an hour" : ""}.
          </Text>
        ) : null}
      </PagedPanel>
    </>
  );
}
