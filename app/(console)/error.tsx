"use client";

import { Problem } from "@/components/ui/problem";

/** A fault of the page itself. The digest leads to it in the server's log. */
export default function ConsoleError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <Problem
      title="This page failed"
      message="Nothing was lost. Try again; if it fails again, tell an admin the id."
      requestId={error.digest ?? null}
      onRetry={reset}
    />
  );
}
