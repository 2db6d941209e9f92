"use client";

import { isApiError } from "@/app/hooks/api";
import { Problem } from "@/components/ui/problem";

interface ApiProblemProps {
  title: string;
  error: Error;
  onRetry?: () => void;
}

/** What the API said went wrong. A network error has no words of its own. */
export function ApiProblem({ title, error, onRetry }: ApiProblemProps) {
  const known = isApiError(error);
  return (
    <Problem
      title={title}
      message={known ? error.message : "The server cannot be reached. Is it running, and are you on its network?"}
      requestId={known ? error.requestId : null}
      {...(onRetry ? { onRetry } : {})}
    />
  );
}
