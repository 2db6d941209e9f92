"use client";

import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReAttributionAnswer } from "@/lib/metering/re-attribution/contract";
import { api } from "./api";

const PATH = "/api/v1/re-attributions";
const KEY = ["directory", "moves"];
const RUNNING_MS = 2_000;
const REFRESH_MS = 30_000;

export type Move = ReAttributionAnswer;

/** What is to be moved, as the API takes it. */
export interface MoveBody {
  filter: Record<string, string>;
  from: string;
  to: string;
  set: Record<string, string>;
  reason: string;
  collisions: "refuse" | "skip";
}

export function useMoves() {
  return useInfiniteQuery({
    queryKey: [...KEY, "list"],
    queryFn: ({ pageParam, signal }) =>
      api.get<{ re_attributions: Move[]; next_cursor: string | null }>(PATH, { limit: 50, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
}

/** One move; while it is under way its effect grows. */
export function useMove(id: string | null) {
  return useQuery({
    queryKey: [...KEY, "one", id],
    queryFn: ({ signal }) => api.get<Move>(`${PATH}/${encodeURIComponent(id ?? "")}`, {}, signal),
    enabled: id !== null,
    refetchInterval: ({ state }) => (state.data?.state === "running" ? RUNNING_MS : false),
  });
}

export function useRehearseMove() {
  return useMutation({ mutationFn: (body: MoveBody) => api.post<Move>(PATH, { ...body, dry_run: true }) });
}

export function useMakeMove() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: MoveBody) => api.post<Move>(PATH, { ...body, dry_run: false }),
    onSuccess: () => client.invalidateQueries(),
  });
}
