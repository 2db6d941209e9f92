"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import type { AuditEntryAnswer } from "@/lib/access/contract";
import { api } from "./api";

interface Page {
  entries: AuditEntryAnswer[];
  next_cursor: string | null;
}

export function useAuditLog(filter: { action: string; actor: string }) {
  return useInfiniteQuery({
    queryKey: ["audit-log", filter],
    queryFn: ({ pageParam, signal }) => api.get<Page>("/api/v1/audit-log", { ...filter, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });
}
