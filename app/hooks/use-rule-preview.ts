"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { z } from "zod";
import type { previewAnswer } from "@/lib/watch/backtest/contract";
import { api } from "./api";
import type { RuleChangeBody } from "./use-alert-rules";

export type RulePreview = z.infer<typeof previewAnswer>;

/** What a rule, changed like this, would have said on the installation's own history. */
export function useRulePreview(id: string, change: RuleChangeBody, days: number) {
  return useQuery({
    queryKey: ["rule-preview", id, days, change],
    queryFn: () => api.post<RulePreview>(`/api/v1/alert-rules/${encodeURIComponent(id)}/preview`, { days, change, limit: 20 }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  });
}
