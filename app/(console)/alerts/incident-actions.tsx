"use client";

import { Button, Group } from "@mantine/core";
import { useConsole } from "@/app/hooks/use-console";
import { useRunAction } from "@/app/hooks/use-run-action";
import { SnoozeMenu } from "@/components/alerts/snooze-menu";
import type { AlertAnswer } from "@/lib/alerts/contract";
import { MINUTE_MS, rfc3339 } from "@/lib/platform/time";
import { ApiProblem } from "../api-problem";

/** What is done about all alerts of an incident at once. */
export function IncidentActions({ alerts }: { alerts: readonly AlertAnswer[] }) {
  const { user } = useConsole();
  const { run, isPending, error } = useRunAction();
  const idsOf = (...states: AlertAnswer["state"][]) => alerts.filter(({ state }) => states.includes(state)).map(({ id }) => id);
  const unseen = idsOf("open", "snoozed");
  const live = idsOf("open", "snoozed", "acknowledged");
  const mayAct = user.role === "admin" || user.role === "engineer";
  if (user.role === "viewer" || live.length === 0) return null;
  return (
    <>
      {error ? <ApiProblem title="Nothing was changed" error={error} /> : null}
      <Group gap="xs" role="group" aria-label="What to do with the incident">
        {unseen.length > 0 ? (
          <Button size="xs" loading={isPending} onClick={() => run({ action: "acknowledge", ids: unseen })}>
            {unseen.length === 1 ? "Acknowledge it" : `Acknowledge all ${unseen.length}`}
          </Button>
        ) : null}
        {mayAct ? (
          <>
            <SnoozeMenu
              onSnooze={(minutes) => run({ action: "snooze", ids: live, until: rfc3339(Date.now() + minutes * MINUTE_MS) })}
            />
            <Button size="xs" variant="default" loading={isPending} onClick={() => run({ action: "resolve", ids: live })}>
              {live.length === 1 ? "Resolve it" : `Resolve all ${live.length}`}
            </Button>
          </>
        ) : null}
      </Group>
    </>
  );
}
