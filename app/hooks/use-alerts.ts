"use client";

import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ActionsAnswer, SentAnswer, UnsentAnswer } from "@/lib/alerts/changing/contract";
import type { AlertAnswer, AlertDetailAnswer, AlertsAnswer, IncidentAnswer, IncidentDetailAnswer } from "@/lib/alerts/contract";
import { api, type QueryValue } from "./api";

const KEY = ["alerts"];
const PAGE = 50;

interface AlertPage {
  alerts: AlertAnswer[];
  next_cursor: string | null;
  open: AlertsAnswer["open"];
}

/** Alerts page by page; the old ones stay while others are read. */
export function useAlerts(query: Record<string, QueryValue>, refreshMs: number) {
  return useInfiniteQuery({
    queryKey: [...KEY, "list", query],
    queryFn: ({ pageParam, signal }) =>
      api.get<AlertPage>("/api/v1/alerts", { ...query, limit: PAGE, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });
}

/** How many are open, whatever a page is filtered by. */
export function useOpenAlerts(refreshMs: number, enabled = true) {
  return useQuery({
    queryKey: [...KEY, "open"],
    queryFn: ({ signal }) => api.get<AlertPage>("/api/v1/alerts", { limit: 1, state: "open", sort: "impact" }, signal),
    refetchInterval: refreshMs,
    enabled,
    retry: false,
    select: ({ open, alerts }) => ({ ...open, worst: alerts[0] ?? null }),
  });
}

export function useAlert(id: string, refreshMs: number) {
  return useQuery({
    queryKey: [...KEY, "one", id],
    queryFn: ({ signal }) => api.get<AlertDetailAnswer>(`/api/v1/alerts/${encodeURIComponent(id)}`, {}, signal),
    refetchInterval: refreshMs,
  });
}

export function useIncidents(query: Record<string, QueryValue>, refreshMs: number) {
  return useInfiniteQuery({
    queryKey: [...KEY, "incidents", query],
    queryFn: ({ pageParam, signal }) =>
      api.get<{ incidents: IncidentAnswer[]; next_cursor: string | null }>(
        "/api/v1/incidents",
        { ...query, limit: PAGE, cursor: pageParam },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });
}

export function useIncident(id: string | null, refreshMs: number) {
  return useQuery({
    queryKey: [...KEY, "incident", id],
    queryFn: ({ signal }) => api.get<IncidentDetailAnswer>(`/api/v1/incidents/${encodeURIComponent(id ?? "")}`, {}, signal),
    enabled: id !== null,
    refetchInterval: refreshMs,
  });
}

/** What is open and was never sent. */
export function useUnsentAlerts(refreshMs: number, enabled: boolean) {
  return useQuery({
    queryKey: [...KEY, "unsent"],
    queryFn: ({ signal }) => api.get<UnsentAnswer>("/api/v1/alerts/unsent", {}, signal),
    refetchInterval: refreshMs,
    enabled,
    retry: false,
  });
}

/** Sends what was never sent: all of it, or the incidents of these alerts. */
export function useSendUnsent() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (ids?: string[]) => api.post<SentAnswer>("/api/v1/alerts/unsent/send", ids ? { ids } : {}),
    onSettled: () => Promise.all([KEY, ["deliveries"]].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

export interface AlertAction {
  action: "acknowledge" | "snooze" | "resolve" | "expect";
  ids: string[];
  until?: string;
  reason?: string | null;
}

/** Does the same to one alert or many; each is answered alone. */
export function useAlertAction() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (action: AlertAction) => api.post<ActionsAnswer>("/api/v1/alerts/actions", action),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
