"use client";

import { useEffect, useState } from "react";
import { useConsole } from "@/app/hooks/use-console";
import { useNewestEvent } from "@/app/hooks/use-events";
import { useCreateToken } from "@/app/hooks/use-tokens";
import { FirstEvent } from "@/components/overview/first-event";
import { FirstSteps } from "@/components/overview/first-steps";
import { PageHeader } from "@/components/ui/page-header";
import { ApiProblem } from "./api-problem";

const EACH_MS = 1_000;

interface FirstRunProps {
  onWaiting: () => void;
  onDone: () => void;
}

/** Until the first event: how to send it. When it comes, the page turns into what it cost. */
export function FirstRun({ onWaiting, onDone }: FirstRunProps) {
  const { user } = useConsole();
  const newest = useNewestEvent(EACH_MS);
  const createToken = useCreateToken();
  const [origin, setOrigin] = useState("");
  useEffect(() => setOrigin(window.location.origin), []);
  useEffect(onWaiting, [onWaiting]);

  if (newest.data)
    return (
      <FirstEvent
        event={{ ...newest.data, costUsd: newest.data.effective_cost_usd }}
        token={createToken.data?.token ?? null}
        onGoOn={onDone}
      />
    );
  return (
    <>
      <PageHeader
        title="Send the first event"
        description="Each call to an AI provider becomes an exact dollar amount with an owner."
      />
      {createToken.error ? <ApiProblem title="No token was made" error={createToken.error} /> : null}
      <FirstSteps
        origin={origin}
        token={createToken.data?.token ?? null}
        mayCreateToken={user.role === "admin"}
        creating={createToken.isPending}
        // A token's name is never used twice.
        onCreateToken={() => createToken.mutate({ name: `first-event-${Date.now().toString(36)}`, scopes: ["ingest:write"] })}
      />
    </>
  );
}
