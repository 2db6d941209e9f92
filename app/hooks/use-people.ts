"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { User } from "@/lib/access/contract";
import type { LinkMade, Session, SignInSettings, UserWithLink } from "@/lib/access/people/contract";
import { api } from "./api";

const PEOPLE = ["people"];
const sessionsOf = (id: string) => ["people", id, "sessions"];

export function usePeople() {
  return useQuery({
    queryKey: PEOPLE,
    queryFn: ({ signal }) => api.get<{ users: User[]; next_cursor: string | null }>("/api/v1/users", { limit: 1000 }, signal),
  });
}

export function useSignInSettings() {
  return useQuery({
    queryKey: ["sign-in-settings"],
    queryFn: ({ signal }) => api.get<SignInSettings>("/api/v1/sign-in-settings", {}, signal),
  });
}

export type PersonChange = Partial<Pick<User, "name" | "role" | "tenants"> & { disabled: boolean }>;

/** Invites somebody. The answer holds the link, this once, where it was not e-mailed. */
export function useInvite() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (person: { email: string; name: string; role: string; tenants: string[] | null }) =>
      api.post<UserWithLink>("/api/v1/users", person),
    onSuccess: () => client.invalidateQueries({ queryKey: PEOPLE }),
  });
}

/** What an admin does with one person. */
export function usePerson(id: string) {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: PEOPLE });
  const path = `/api/v1/users/${id}`;
  return {
    sessions: useQuery({
      queryKey: sessionsOf(id),
      queryFn: ({ signal }) => api.get<{ sessions: Session[] }>(`${path}/sessions`, {}, signal),
    }),
    change: useMutation({ mutationFn: (change: PersonChange) => api.patch<User>(path, change), onSuccess: refresh }),
    remove: useMutation({ mutationFn: () => api.delete<User>(path), onSuccess: refresh }),
    link: useMutation({
      mutationFn: (kind: "invitation" | "reset") =>
        api.post<LinkMade>(`${path}/${kind === "reset" ? "password-reset" : "invitation"}`),
    }),
    endSession: useMutation({
      mutationFn: (session: string) => api.delete(`${path}/sessions/${session}`),
      onSuccess: refresh,
    }),
    endSessions: useMutation({ mutationFn: () => api.delete(`${path}/sessions`), onSuccess: refresh }),
  };
}
