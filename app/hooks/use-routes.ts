"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { RouteAnswer } from "@/lib/alerts/routing/contract";
import { api } from "./api";

const KEY = ["alert-routes"];

export type RouteBody = Pick<
  RouteAnswer,
  "name" | "enabled" | "severities" | "rules" | "tenants" | "environments" | "owners" | "every_channel" | "channel_ids"
>;

export function useAlertRoutes() {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api.get<{ routes: RouteAnswer[] }>("/api/v1/alert-routes", {}, signal),
    select: ({ routes }) => routes,
  });
}

/** Makes a route, or with an id changes one. */
export function useSaveRoute(id: string | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: RouteBody) =>
      id === null
        ? api.post<RouteAnswer>("/api/v1/alert-routes", body)
        : api.patch<RouteAnswer>(`/api/v1/alert-routes/${encodeURIComponent(id)}`, body),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useDeleteRoute() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete<unknown>(`/api/v1/alert-routes/${encodeURIComponent(id)}`),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
