"use client";

import { useMutation } from "@tanstack/react-query";

async function csrfToken(): Promise<string> {
  const response = await fetch("/api/auth/csrf", { credentials: "same-origin" });
  if (!response.ok) throw new Error("The server cannot be reached at the moment. Try again.");
  const { csrfToken } = (await response.json()) as { csrfToken: string };
  return csrfToken;
}

async function post(path: string, fields: Record<string, string>): Promise<Response> {
  return fetch(path, {
    method: "POST",
    credentials: "same-origin",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ ...fields, csrfToken: await csrfToken(), json: "true" }),
  });
}

export async function signIn({ email, password }: { email: string; password: string }): Promise<void> {
  const response = await post("/api/auth/callback/credentials", { email, password, callbackUrl: window.location.origin });
  if (response.ok) return;
  const answer = (await response.json().catch(() => ({}))) as { detail?: string };
  if (response.status === 429) throw new Error(answer.detail ?? "Too many attempts to sign in. Try again later.");
  if (response.status === 401) throw new Error("E-mail or password is wrong.");
  throw new Error(answer.detail ?? `The server answered ${response.status}. Try again.`);
}

/** Signs in and goes to the page asked for. The whole page is loaded: nothing of an earlier person stays. */
export function useSignIn(destination: string) {
  return useMutation({
    mutationFn: signIn,
    onSuccess: () => window.location.assign(destination),
  });
}

async function toProvider(destination: string): Promise<string> {
  const response = await post("/api/auth/signin/oidc", { callbackUrl: new URL(destination, window.location.origin).href });
  const { url, detail } = (await response.json().catch(() => ({}))) as { url?: string; detail?: string };
  if (!response.ok || !url) throw new Error(detail ?? `The server answered ${response.status}. Try again.`);
  return url;
}

/** Goes to the identity provider, which sends the person back signed in. */
export function useProviderSignIn(destination: string) {
  return useMutation({
    mutationFn: () => toProvider(destination),
    onSuccess: (url) => window.location.assign(url),
  });
}

export function useSignOut() {
  return useMutation({
    mutationFn: () => post("/api/auth/signout", { callbackUrl: window.location.origin }),
    onSettled: () => window.location.assign("/sign-in"),
  });
}
