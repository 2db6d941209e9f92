"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ApiToken, NewToken } from "@/lib/access/contract";
import { api } from "./api";

const KEY = ["tokens"];

export function useTokens() {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) =>
      api.get<{ tokens: ApiToken[]; next_cursor: string | null }>("/api/v1/tokens", { limit: 1000 }, signal),
  });
}

/** Makes a token. The answer holds the secret, this once. */
export function useCreateToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (token: Pick<NewToken, "name"> & Partial<NewToken>) =>
      api.post<ApiToken & { token: string }>("/api/v1/tokens", token),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useRevokeToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete<ApiToken>(`/api/v1/tokens/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
