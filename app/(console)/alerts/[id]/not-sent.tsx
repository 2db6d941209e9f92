"use client";

import { Button } from "@mantine/core";
import { useSendUnsent } from "@/app/hooks/use-alerts";
import { useConsole } from "@/app/hooks/use-console";
import { NothingHere } from "@/components/ui/nothing-here";
import { TextLink } from "@/components/ui/text-link";
import type { AlertDetailAnswer } from "@/lib/alerts/contract";
import { ApiProblem } from "../../api-problem";

/** Why nobody was told of an alert, and what to do about that. */
export function NotSent({ alert }: { alert: AlertDetailAnswer }) {
  const { user } = useConsole();
  const send = useSendUnsent();
  const maySend = (user.role === "admin" || user.role === "engineer") && !user.limited;
  if (alert.severity === "info")
    return <NothingHere title="Nothing was sent of it">What is only info waits for the daily digest.</NothingHere>;
  if (alert.since_close)
    return (
      <NothingHere title="Nothing was sent of it">It is about a period that is over: it is kept, and wakes nobody.</NothingHere>
    );
  if (alert.state !== "open" || alert.channels.length === 0)
    return (
      <NothingHere title="Nothing was sent of it">
        {alert.channels.length === 0 ? "No route leads from it to a channel that is on. " : "It is dealt with. "}
        <TextLink href="/alerts/routes" underline>
          Look at the routes
        </TextLink>
      </NothingHere>
    );
  return (
    <NothingHere title="Nothing was sent of it">
      It was raised before a route led from it to a channel.
      {maySend ? (
        <Button size="xs" mt="sm" display="block" mx="auto" loading={send.isPending} onClick={() => send.mutate([alert.id])}>
          Send it now to {alert.channels.join(", ")}
        </Button>
      ) : null}
      {send.error ? <ApiProblem title="It was not sent" error={send.error} /> : null}
    </NothingHere>
  );
}
