"use client";

import { keepPreviousData, type UseQueryResult, useQuery } from "@tanstack/react-query";
import type { CoverageFacts } from "@/components/ui/coverage";
import { type CalendarUnit, rfc3339 } from "@/lib/platform/time";
import { api, apiUrl, type QueryValue } from "./api";
import type { Range } from "./range";

/** One row of a spend report as the API answers it; group values stand under their dimension's name. */
export interface SpendMeasures {
  effective_cost_usd: string | null;
  list_cost_usd: string | null;
  requests: number;
  errors: number;
  input_tokens: number;
  output_tokens: number;
  cache_read_tokens: number;
  cache_write_tokens: number;
  reasoning_tokens: number;
  total_tokens: number;
  latency_p50_ms: number | null;
  latency_p95_ms: number | null;
}

export type SpendRow = SpendMeasures & { period_start?: string; other?: true } & Record<string, unknown>;

export interface SpendReport {
  rows: SpendRow[];
  total: SpendMeasures;
  coverage: Record<string, string | number | null>;
  as_of: string;
}

export interface SpendQuestion {
  range: Range;
  groupBy?: readonly string[];
  granularity?: CalendarUnit | "none";
  zone: string;
  /** Values asked for by dimension; several of one dimension are alternatives. */
  filters?: Readonly<Record<string, readonly string[]>>;
  limit?: number;
  /** Keep this many groups over the whole range, each with all its periods; the rest is one row a period. */
  top?: number;
}

export function spendQuery(question: SpendQuestion): Record<string, QueryValue> {
  const { range, groupBy = [], granularity = "none", zone, filters = {}, limit, top } = question;
  return {
    from: rfc3339(range.fromMs),
    to: rfc3339(range.toMs),
    group_by: groupBy.join(","),
    granularity,
    timezone: zone,
    limit,
    top,
    ...filters,
  };
}

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
  const query = spendQuery(question);
  return useQuery({
    queryKey: ["spend", query],
    queryFn: ({ signal }) => api.get<SpendReport>("/api/v1/spend", query, signal),
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs ?? false,
    enabled,
  });
}

/** How much of a report's total is known how well. */
export function coverageFacts(report: SpendReport): CoverageFacts {
  const { coverage, total } = report;
  return {
    priced: String(coverage.priced ?? "0"),
    reported: String(coverage.reported ?? "0"),
    estimated: String(coverage.estimated ?? "0"),
    total: total.effective_cost_usd,
    unpricedRequests: Number(coverage.unpriced_events ?? 0),
    requests: total.requests,
  };
}
