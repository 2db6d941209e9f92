"use client";

import { useMutation } from "@tanstack/react-query";
import { api } from "./api";
import { signIn } from "./use-sign-in";

/** Signs in with the password just chosen; the whole page is loaded anew. */
async function enter(email: string, password: string): Promise<void> {
  await signIn({ email, password });
  window.location.assign("/");
}

/** Accepts the invitation of this link, then signs in. */
export function useAcceptInvitation(token: string) {
  return useMutation({
    mutationFn: async ({ name, password }: { name: string; password: string }) => {
      const { email } = await api.post<{ email: string }>("/api/v1/invitations/acceptance", { token, name, password });
      await enter(email, password);
    },
  });
}

/** Sets another password by this link, then signs in. */
export function useCompleteReset(token: string) {
  return useMutation({
    mutationFn: async ({ password }: { password: string }) => {
      const { email } = await api.post<{ email: string }>("/api/v1/password-resets/completion", { token, password });
      await enter(email, password);
    },
  });
}

/** Asks for a link to be e-mailed. */
export function useRequestReset() {
  return useMutation({ mutationFn: (email: string) => api.post<{ detail: string }>("/api/v1/password-resets", { email }) });
}
