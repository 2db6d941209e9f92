"use client";

import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, apiUrl, type QueryValue } from "./api";

export interface UsageEventRow {
  ref: string;
  tenant: string;
  source: string;
  id: string;
  timestamp: string;
  feature: string;
  environment: string;
  provider: string;
  model: string;
  user: string | null;
  status: number | null;
  error_code: string | null;
  pricing: "priced" | "reported" | "estimated" | "unpriced" | "unbilled";
  effective_cost_usd: string | null;
  total_tokens: number;
  latency_ms: number | null;
  corrects: string | null;
  corrected_by: string | null;
}

export interface EventPage {
  events: UsageEventRow[];
  next_cursor: string | null;
}

/** The newest events. `everyMs` asks again and again until it is null. */
export function useNewestEvent(everyMs: number | false) {
  return useQuery({
    queryKey: ["events", "newest"],
    queryFn: ({ signal }) => api.get<EventPage>("/api/v1/events", { limit: 1 }, signal),
    refetchInterval: everyMs,
    select: (page) => page.events[0] ?? null,
  });
}

export function useEvents(query: Record<string, QueryValue>) {
  return useInfiniteQuery({
    queryKey: ["events", "list", query],
    queryFn: ({ pageParam, signal }) => api.get<EventPage>("/api/v1/events", { ...query, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });
}

export function eventsCsvUrl(query: Record<string, QueryValue>): string {
  return apiUrl("/api/v1/events", { ...query, format: "csv" });
}

export function useReplay() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.post<unknown>(`/api/v1/events/rejected/${encodeURIComponent(id)}/replay`),
    onSuccess: () => client.invalidateQueries({ queryKey: ["events"] }),
  });
}
