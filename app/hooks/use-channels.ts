"use client";

import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ChannelAnswer, DeliveryAnswer, DeliveryDetail, TestAnswer } from "@/lib/deliveries/contract";
import { api } from "./api";

const KEY = ["channels"];
const PAGE = 50;
const place = (id: string) => `/api/v1/channels/${encodeURIComponent(id)}`;

export interface ChannelList {
  channels: ChannelAnswer[];
  can_mail: boolean;
}

export function useChannels(refreshMs: number, enabled = true) {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api.get<ChannelList>("/api/v1/channels", {}, signal),
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
    enabled,
  });
}

export interface ChannelBody {
  name: string;
  kind: string;
  enabled: boolean;
  allow_private_addresses: boolean;
  fallback_channel_id: string | null;
  config: Record<string, unknown>;
}

/** Makes a channel, or with an id changes one. The answer of making a webhook holds its secret, this once. */
export function useSaveChannel(id: string | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ kind, ...rest }: ChannelBody): Promise<{ channel: ChannelAnswer; signing_secret: string | null }> =>
      id === null
        ? api.post("/api/v1/channels", { kind, ...rest })
        : { channel: await api.patch<ChannelAnswer>(place(id), rest), signing_secret: null },
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useDeleteChannel() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete<unknown>(place(id)),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

/** Sends a marked test message and tells what the receiver answered. */
export function useTestChannel() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.post<TestAnswer>(`${place(id)}/test`),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useRotateChannelSecret() {
  return useMutation({
    mutationFn: (id: string) => api.post<{ signing_secret: string; previous_secret_until: string }>(`${place(id)}/rotate-secret`),
  });
}

export interface DeliveryFilters {
  channel_id: string | null;
  state: string | null;
  subject_kind: string | null;
  subject_id: string | null;
}

export function useDeliveries(filter: DeliveryFilters, refreshMs: number) {
  return useInfiniteQuery({
    queryKey: ["deliveries", "list", filter],
    queryFn: ({ pageParam, signal }) =>
      api.get<{ deliveries: DeliveryAnswer[]; next_cursor: string | null }>(
        "/api/v1/deliveries",
        { ...filter, limit: PAGE, cursor: pageParam },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });
}

export function useDelivery(id: string | null, refreshMs: number) {
  return useQuery({
    queryKey: ["deliveries", "one", id],
    queryFn: ({ signal }) => api.get<DeliveryDetail>(`/api/v1/deliveries/${encodeURIComponent(id ?? "")}`, {}, signal),
    enabled: id !== null,
    refetchInterval: refreshMs,
  });
}

export function useSendAgain() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.post<unknown>(`/api/v1/deliveries/${encodeURIComponent(id)}/retry`),
    onSuccess: () => client.invalidateQueries({ queryKey: ["deliveries"] }),
  });
}
