"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { PreviewAnswer } from "@/lib/watch/backtest/contract";
import { api } from "./api";

/** What is asked about: changes of a rule, or the parts of one that is not made yet. */
export interface PreviewQuestion {
  rule: string | null;
  body: Readonly<Record<string, unknown>>;
}

const LISTED = 20;

/** What a rule would have said on the installation's own history. */
export function useRulePreview({ rule, body }: PreviewQuestion, days: number, enabled: boolean) {
  const place = rule === null ? "/api/v1/alert-rules/preview" : `/api/v1/alert-rules/${encodeURIComponent(rule)}/preview`;
  return useQuery({
    queryKey: ["rule-preview", rule, days, body],
    queryFn: () => api.post<PreviewAnswer>(place, { ...body, days, limit: LISTED }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
    enabled,
  });
}
