"use client";

import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import type { newRule, RuleAnswer, ruleChange } from "@/lib/watch/rules/contract";
import { api } from "./api";

const KEY = ["alert-rules"];

export type RuleChangeBody = z.input<typeof ruleChange>;
export type NewRuleBody = z.input<typeof newRule>;

export function useAlertRules(enabled = true) {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api.get<{ rules: RuleAnswer[] }>("/api/v1/alert-rules", {}, signal),
    select: ({ rules }) => rules,
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
    enabled,
  });
}

/** Adds a rule of somebody's own; it is watched at once. */
export function useCreateRule() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (rule: NewRuleBody) => api.post<RuleAnswer>("/api/v1/alert-rules", rule),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

const place = (id: string) => `/api/v1/alert-rules/${encodeURIComponent(id)}`;

/** Changes what is given of a rule; the list shows it at once. */
export function useChangeRule() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, change }: { id: string; change: RuleChangeBody }) => api.patch<RuleAnswer>(place(id), change),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useResetRule() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.post<RuleAnswer>(`${place(id)}/reset`),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useDeleteRule() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete<RuleAnswer>(place(id)),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
