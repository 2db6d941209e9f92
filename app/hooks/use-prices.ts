"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { UnpricedAnswer } from "@/lib/metering/re-rating/contract";
import type { OverrideAnswer, PriceAnswer } from "@/lib/pricing/contract";
import { api } from "./api";

const KEY = ["prices"];
const PAGE = 1000;
const MOST_PAGES = 20;

/** Every price in force now. The whole book is small enough to search in the browser. */
async function readBook(signal: AbortSignal): Promise<PriceAnswer[]> {
  const at = new Date().toISOString();
  const prices: PriceAnswer[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer: { prices: PriceAnswer[]; next_cursor: string | null } = await api.get(
      "/api/v1/prices",
      { at, limit: PAGE, cursor },
      signal,
    );
    prices.push(...answer.prices);
    cursor = answer.next_cursor;
    if (cursor === null) break;
  }
  return prices;
}

export function usePriceBook() {
  return useQuery({ queryKey: [...KEY, "book"], queryFn: ({ signal }) => readBook(signal), staleTime: 60_000 });
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
