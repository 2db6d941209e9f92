"use client";

import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import type { newPolicy, PolicyAnswer, ViolationAnswer } from "@/lib/budgets/policies/contract";
import { api } from "./api";

const KEY = ["policies"];
const PAGE = 50;

export type PolicyBody = z.input<typeof newPolicy>;

export function usePolicies(refreshMs: number) {
  return useInfiniteQuery({
    queryKey: [...KEY, "list"],
    queryFn: ({ pageParam, signal }) =>
      api.get<{ policies: PolicyAnswer[]; next_cursor: string | null }>(
        "/api/v1/policies",
        { limit: PAGE, cursor: pageParam },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });
}

export function usePolicy(id: string) {
  return useQuery({
    queryKey: [...KEY, "one", id],
    queryFn: ({ signal }) => api.get<PolicyAnswer>(`/api/v1/policies/${encodeURIComponent(id)}`, {}, signal),
  });
}

/** Recorded calls that violate a policy, newest hour first. */
export function useViolations(id: string, refreshMs: number) {
  return useInfiniteQuery({
    queryKey: [...KEY, "one", id, "violations"],
    queryFn: ({ pageParam, signal }) =>
      api.get<{ violations: ViolationAnswer[]; next_cursor: string | null }>(
        `/api/v1/policies/${encodeURIComponent(id)}/violations`,
        { limit: PAGE, cursor: pageParam },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });
}

/** Makes a policy, or with an id changes one. */
export function useSavePolicy(id: string | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: PolicyBody) =>
      id === null ? api.post<PolicyAnswer>("/api/v1/policies", body) : api.patch<PolicyAnswer>(`/api/v1/policies/${id}`, body),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useDeletePolicy() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete<PolicyAnswer>(`/api/v1/policies/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
