"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { User } from "@/lib/access/contract";
import type { Session } from "@/lib/access/people/contract";
import { api } from "./api";

const PROFILE = ["profile"];
const SESSIONS = ["profile", "sessions"];

/** The signed-in person's own account. */
export function useProfile() {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: PROFILE });
  return {
    account: useQuery({ queryKey: PROFILE, queryFn: ({ signal }) => api.get<User>("/api/v1/me/profile", {}, signal) }),
    rename: useMutation({ mutationFn: (name: string) => api.patch<User>("/api/v1/me/profile", { name }), onSuccess: refresh }),
    setPassword: useMutation({
      mutationFn: (given: { current_password: string; password: string }) => api.patch<User>("/api/v1/me/profile", given),
      onSuccess: refresh,
    }),
  };
}

export function useOwnSessions() {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: SESSIONS });
  return {
    list: useQuery({
      queryKey: SESSIONS,
      queryFn: ({ signal }) => api.get<{ sessions: Session[] }>("/api/v1/me/sessions", {}, signal),
    }),
    end: useMutation({ mutationFn: (id: string) => api.delete(`/api/v1/me/sessions/${id}`), onSuccess: refresh }),
    endOthers: useMutation({ mutationFn: () => api.delete("/api/v1/me/sessions"), onSuccess: refresh }),
  };
}
