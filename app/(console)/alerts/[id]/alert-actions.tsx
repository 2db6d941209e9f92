"use client";

import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import Link from "next/link";
import { useState } from "react";
import { type AlertAction, useAlertAction } from "@/app/hooks/use-alerts";
import { useConsole } from "@/app/hooks/use-console";
import { SnoozeMenu } from "@/components/alerts/snooze-menu";
import { Problem } from "@/components/ui/problem";
import { TitledModal } from "@/components/ui/titled-modal";
import type { AlertDetailAnswer } from "@/lib/alerts/contract";
import { MINUTE_MS, rfc3339 } from "@/lib/platform/time";
import { ApiProblem } from "../../api-problem";
import type { AlertPlaces } from "./alert-places";

/** What is done about an alert, and with it. */
export function AlertActions({ alert, places }: { alert: AlertDetailAnswer; places: AlertPlaces }) {
  const { user } = useConsole();
  const action = useAlertAction();
  const [asking, setAsking] = useState<"expect" | "resolve" | null>(null);
  const [reason, setReason] = useState("");
  const mayAct = user.role === "admin" || user.role === "engineer";
  const over = alert.state === "resolved" || alert.state === "expected";
  const run = (given: Omit<AlertAction, "ids">) =>
    action.mutate(
      { ...given, ids: [alert.id] },
      {
        onSuccess: ({ results }) => {
          if (results[0]?.problem) return;
          setAsking(null);
          setReason("");
        },
      },
    );
  const refused = action.data?.results[0]?.problem;
  return (
    <Stack gap="xs">
      <Group gap="xs" role="group" aria-label="What to do">
        <Button component={Link} href={places.requests} size="xs" variant="default">
          Its requests
        </Button>
        {mayAct ? (
          <Button component={Link} href={places.stop} size="xs" color="red.9">
            Stop these calls
          </Button>
        ) : null}
        {places.rotate ? (
          <Button component={Link} href={places.rotate} size="xs" variant="default">
            Rotate the key
          </Button>
        ) : null}
        <Button component={Link} href={places.compare} size="xs" variant="default">
          Before and after
        </Button>
        {user.role !== "viewer" && (alert.state === "open" || alert.state === "snoozed") ? (
          <Button size="xs" loading={action.isPending} onClick={() => run({ action: "acknowledge" })}>
            Acknowledge
          </Button>
        ) : null}
        {mayAct && !over ? (
          <>
            <SnoozeMenu onSnooze={(minutes) => run({ action: "snooze", until: rfc3339(Date.now() + minutes * MINUTE_MS) })} />
            <Button size="xs" variant="default" onClick={() => setAsking("resolve")}>
              Resolve…
            </Button>
          </>
        ) : null}
        {mayAct && alert.state !== "expected" ? (
          <Button size="xs" variant="default" onClick={() => setAsking("expect")}>
            It was expected…
          </Button>
        ) : null}
      </Group>
      {action.error ? <ApiProblem title="Nothing was changed" error={action.error} /> : null}
      {refused ? <Problem title="Nothing was changed" message={refused.detail} /> : null}
      <TitledModal
        opened={asking !== null}
        onClose={() => setAsking(null)}
        title={asking === "expect" ? "It was expected" : "Resolve the alert"}
      >
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (asking) run({ action: asking, reason: reason.trim() || null });
          }}
        >
          <Stack gap="sm">
            <Text size="sm" c="dimmed">
              {asking === "expect"
                ? "Its hours will not teach the baseline what is usual."
                : "It is over. Should it begin again, that is a new alert."}
            </Text>
            <Textarea
              label={asking === "expect" ? "Why it was meant to be" : "What was done (may be left out)"}
              autosize
              minRows={2}
              value={reason}
              onChange={({ currentTarget: { value } }) => setReason(value)}
            />
            <Group justify="flex-end">
              <Button variant="default" onClick={() => setAsking(null)}>
                Cancel
              </Button>
              <Button type="submit" loading={action.isPending} disabled={asking === "expect" && reason.trim() === ""}>
                {asking === "expect" ? "Mark as expected" : "Resolve"}
              </Button>
            </Group>
          </Stack>
        </form>
      </TitledModal>
    </Stack>
  );
}
