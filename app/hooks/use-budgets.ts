"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type {
  BudgetDetail,
  BudgetsPage,
  Explanation,
  History,
  Limits,
  NewBudgetBody,
  Preview,
  Progress,
  SubjectsPage,
} from "@/components/budgets/shapes";
import { api, apiUrl, type QueryValue } from "./api";

export const BUDGETS_KEY = ["budgets"];
const PAGE = 50;

/** Every part of a question that is not asked is null. */
export type BudgetsFilter = Record<string, QueryValue>;

/** Budgets page by page, as the server sorts them. */
export function useBudgets(filter: BudgetsFilter, { refreshMs, page = PAGE }: { refreshMs?: number; page?: number } = {}) {
  return useInfiniteQuery({
    queryKey: [...BUDGETS_KEY, "list", filter, page],
    queryFn: ({ pageParam, signal }) =>
      api.get<BudgetsPage>("/api/v1/budgets", { ...filter, limit: page, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs ?? false,
  });
}

export const budgetsCsvUrl = apiUrl("/api/v1/budgets", { format: "csv" });

function path(id: string, part = ""): string {
  return `/api/v1/budgets/${encodeURIComponent(id)}${part}`;
}

/** A budget; of a template, with where one subject stands. */
export function useBudget(id: string, subject: string | null = null, refreshMs?: number) {
  return useQuery({
    queryKey: [...BUDGETS_KEY, "one", id, { subject }],
    queryFn: ({ signal }) => api.get<BudgetDetail>(path(id), { subject }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs ?? false,
  });
}

/** One of the readings of a budget. While another one is being read, the old one stays on the screen. */
function useReading<Answer>(id: string, part: string, query: Record<string, QueryValue>, refreshMs?: number) {
  return useQuery({
    queryKey: [...BUDGETS_KEY, "one", id, part, query],
    queryFn: ({ signal }) => api.get<Answer>(path(id, `/${part}`), query, signal),
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs ?? false,
  });
}

type Subject = { subject: string | null };

export const useBudgetProgress = (id: string, { subject }: Subject, refreshMs: number) =>
  useReading<Progress>(id, "progress", { subject }, refreshMs);

export const useBudgetHistory = (id: string, { subject }: Subject, refreshMs: number) =>
  useReading<History>(id, "history", { subject, periods: 12 }, refreshMs);

export const useBudgetLimits = (id: string) => useReading<Limits>(id, "limits", {});

export const useBudgetExplanation = (
  id: string,
  question: { subject: string | null; group_by: string | null; at: string | null },
  refreshMs: number,
) => useReading<Explanation>(id, "explain", question, refreshMs);

/** The values a template applies to, page by page. */
export function useBudgetSubjects(id: string, q: string, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: [...BUDGETS_KEY, "one", id, "subjects", q],
    queryFn: ({ pageParam, signal }) =>
      api.get<SubjectsPage>(path(id, "/subjects"), { q, limit: PAGE, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: keepPreviousData,
    enabled,
  });
}

/** What a budget that is not saved yet would show; null asks nothing. */
export function useBudgetPreview(body: (Omit<NewBudgetBody, "name"> & { name?: string }) | null) {
  return useQuery({
    queryKey: [...BUDGETS_KEY, "preview", body],
    queryFn: () => api.post<Preview>("/api/v1/budgets/preview", body),
    enabled: body !== null,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    retry: false,
  });
}
