"use client";

import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { UnpricedAnswer } from "@/lib/metering/re-rating/contract";
import type { OverrideAnswer, PriceAnswer } from "@/lib/pricing/contract";
import { api } from "./api";

const KEY = ["prices"];
const PAGE = 1000;
const BOOK_PAGE = 100;

interface BookPage {
  prices: PriceAnswer[];
  next_cursor: string | null;
}

/** Prices in force now whose names hold all words of `search`, page by page. */
export function usePriceBook(search: string) {
  return useInfiniteQuery({
    queryKey: [...KEY, "book", search],
    queryFn: ({ pageParam, signal }) =>
      api.get<BookPage>(
        "/api/v1/prices",
        { q: search, at: new Date().toISOString(), limit: BOOK_PAGE, cursor: pageParam },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

export function useUnpriced() {
  return useQuery({
    queryKey: [...KEY, "unpriced"],
    queryFn: ({ signal }) => api.get<{ unpriced: UnpricedAnswer[] }>("/api/v1/prices/unpriced", { limit: PAGE }, signal),
    select: (answer) => answer.unpriced,
  });
}

export function useOverrides() {
  return useQuery({
    queryKey: [...KEY, "overrides"],
    queryFn: ({ signal }) => api.get<{ overrides: OverrideAnswer[] }>("/api/v1/prices/overrides", { limit: PAGE }, signal),
    select: (answer) => answer.overrides,
  });
}

interface NewPrice {
  provider: string;
  model: string;
  rates: Record<string, string>;
  effective_from?: string;
  note?: string;
  confirm?: boolean;
}

/** Adds a price; usage of the model that had none is rated at once, so every report may change. */
export function useCreatePrice() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (price: NewPrice) => api.post<{ price: PriceAnswer; events_priced: number }>("/api/v1/prices", price),
    onSuccess: () => client.invalidateQueries(),
  });
}

interface NewOverride {
  provider?: string;
  model?: string;
  tenant?: string;
  service_tier?: string;
  percent_off?: string;
  rates?: Record<string, string>;
  note?: string;
  confirm?: boolean;
}

export function useCreateOverride() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (override: NewOverride) => api.post<OverrideAnswer>("/api/v1/prices/overrides", override),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useWithdrawOverride() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete<OverrideAnswer>(`/api/v1/prices/overrides/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
