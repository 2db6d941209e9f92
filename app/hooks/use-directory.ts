"use client";

import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { DirectoryEntry, DirectoryKind, EntryImport, SpendBy, SpendOfEntry } from "@/lib/directory/contract";
import { api, apiUrl, type QueryValue } from "./api";

const KEY = ["directory"];
const REFRESH_MS = 30_000;

export interface EntryPage {
  entries: DirectoryEntry[];
  spend: SpendOfEntry[];
  next_cursor: string | null;
}

export const directoryPath = (kind: DirectoryKind) => `/api/v1/${kind}s`;

export function useEntries(kind: DirectoryKind, filter: Record<string, QueryValue>) {
  return useQuery({
    queryKey: [...KEY, kind, filter],
    queryFn: ({ signal }) => api.get<EntryPage>(directoryPath(kind), { ...filter, spend: "daily", limit: 200 }, signal),
    placeholderData: (before, query) => (query?.queryKey[1] === kind ? before : undefined),
    refetchInterval: REFRESH_MS,
  });
}

export const spendByCsvUrl = (by: "owner" | "cost_centre") => apiUrl("/api/v1/directory/spend", { by, format: "csv" });

export function useSpendBy(by: "owner" | "cost_centre") {
  return useQuery({
    queryKey: [...KEY, "spend", by],
    queryFn: ({ signal }) => api.get<SpendBy>("/api/v1/directory/spend", { by }, signal),
    placeholderData: keepPreviousData,
  });
}

/** A change of the directory; what is read under its names is read again. */
function useChange<Given, Answer>(change: (given: Given) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => client.invalidateQueries() });
}

export const useChangeEntry = () =>
  useChange(({ kind, name, ...fields }: { kind: DirectoryKind; name: string } & Record<string, unknown>) =>
    api.patch<DirectoryEntry>(`${directoryPath(kind)}/${encodeURIComponent(name)}`, fields),
  );

export const useImportDirectory = () =>
  useChange((file: { csv: string; dry_run: boolean }) => api.post<EntryImport>("/api/v1/directory/import", file));
