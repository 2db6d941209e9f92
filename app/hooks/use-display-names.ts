"use client";

import { useQuery } from "@tanstack/react-query";
import type { DisplayNames } from "@/lib/directory/contract";
import { api } from "./api";

const KEPT_MS = 60_000;
const NONE: DisplayNames = { tenant: {}, feature: {}, environment: {} };

/** What tenants, features and environments are called: one small answer, kept for a minute and until the directory is changed. */
export function useDisplayNames(first: DisplayNames | null): DisplayNames {
  const { data } = useQuery({
    queryKey: ["directory", "names"],
    queryFn: ({ signal }) => api.get<DisplayNames>("/api/v1/directory/names", {}, signal),
    ...(first ? { initialData: first } : {}),
    staleTime: KEPT_MS,
  });
  return data ?? NONE;
}
