"use client";

import { keepPreviousData, type UseQueryResult, useQuery } from "@tanstack/react-query";
import type { z } from "zod";
import type { CoverageFacts } from "@/components/ui/coverage";
import type { spendAnswerSchema } from "@/lib/spend/contract";
import { api, apiUrl } from "./api";
import { type SpendQuestion, spendKey, spendQuery } from "./spend-question";

export type SpendReport = z.infer<typeof spendAnswerSchema>;
export type SpendMeasures = SpendReport["total"];
/** Group values stand under their dimension's name. */
export type SpendRow = SpendReport["rows"][number];

/** The same question as a download: exactly what is seen. */
export function spendCsvUrl(question: SpendQuestion): string {
  return apiUrl("/api/v1/spend", { ...spendQuery(question), format: "csv" });
}

interface Options {
  /** Asked again so often while the page is looked at. */
  refreshMs?: number;
  enabled?: boolean;
}

/** A spend report. While another one is being read, the old one stays on the screen. */
export function useSpend(question: SpendQuestion, { refreshMs, enabled = true }: Options = {}): UseQueryResult<SpendReport> {
  return useQuery({
    queryKey: spendKey(question),
    queryFn: ({ signal }) => api.get<SpendReport>("/api/v1/spend", spendQuery(question), signal),
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs ?? false,
    enabled,
  });
}

/**
 * The cost to show of a row: null, for "unpriced", also where all that is known of it is that its
 * failed calls cost nothing.
 */
export function knownCost({ effective_cost_usd, unpriced_requests }: SpendMeasures): string | null {
  return effective_cost_usd === "0" && Number(unpriced_requests) > 0 ? null : effective_cost_usd;
}

/** How much of a report's total is known how well. */
export function coverageFacts({ coverage, total }: SpendReport): CoverageFacts {
  return {
    priced: coverage.priced,
    reported: coverage.reported,
    estimated: coverage.estimated,
    total: total.effective_cost_usd,
    unpricedRequests: Number(coverage.unpriced_events),
    requests: Number(total.requests),
  };
}
