"use client";

import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import type { newStop, StopAnswer, StopList } from "@/lib/budgets/stops/contract";
import { api } from "./api";

const KEY = ["stops"];
const PAGE = 50;

export type NewStopBody = z.input<typeof newStop>;

/** Stops page by page, newest first. */
export function useStops(state: "active" | "ended", refreshMs: number) {
  return useInfiniteQuery({
    queryKey: [...KEY, state],
    queryFn: ({ pageParam, signal }) => api.get<StopList>("/api/v1/stops", { state, limit: PAGE, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });
}

export function useCreateStop() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (stop: NewStopBody) => api.post<StopAnswer>("/api/v1/stops", stop),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useLiftStop() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, reason }: { id: string; reason: string | null }) =>
      api.post<StopAnswer>(`/api/v1/stops/${id}/lift`, { reason }),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
