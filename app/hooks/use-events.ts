"use client";

import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import type { EventItem, eventDetailSchema, rejectedItemSchema } from "@/lib/spend/contract";
import { api, apiUrl, type QueryValue } from "./api";
import { NEWEST_EVENT } from "./newest-event";

export type RejectedItem = z.infer<typeof rejectedItemSchema>;
export type EventDetail = z.infer<typeof eventDetailSchema>;

interface Page<Item> {
  events: Item[];
  next_cursor: string | null;
}

/** The newest event; null when none was ever recorded. */
export function useNewestEvent(everyMs: number | false) {
  return useQuery({
    queryKey: NEWEST_EVENT.key,
    queryFn: ({ signal }) => api.get<Page<EventItem>>("/api/v1/events", NEWEST_EVENT.query, signal),
    refetchInterval: everyMs,
    select: (page) => page.events[0] ?? null,
  });
}

/** Events page by page, newest first. `state` says which: Item is an EventItem of accepted ones, a RejectedItem else. */
function usePages<Item>(query: Record<string, QueryValue>) {
  return useInfiniteQuery({
    queryKey: ["events", "list", query],
    queryFn: ({ pageParam, signal }) => api.get<Page<Item>>("/api/v1/events", { ...query, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });
}

export const useEvents = (query: Record<string, QueryValue>) => usePages<EventItem>(query);

export const useRejected = (query: Record<string, QueryValue>) => usePages<RejectedItem>({ ...query, state: "rejected" });

export function useEvent(ref: string) {
  return useQuery({
    queryKey: ["events", "one", ref],
    queryFn: ({ signal }) => api.get<EventDetail>(`/api/v1/events/${encodeURIComponent(ref)}`, {}, signal),
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
