"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import type { AuditEntryAnswer } from "@/lib/access/contract";
import { api, apiUrl } from "./api";

interface Page {
  entries: AuditEntryAnswer[];
  next_cursor: string | null;
}

export interface AuditFilter {
  action: string;
  subject: string;
  actor: string;
  ip: string;
  from: string;
  to: string;
}

/** Where all that fits is exported from. */
export function auditExport(filter: AuditFilter, format: "csv" | "ndjson"): string {
  return apiUrl("/api/v1/audit-log", { ...filter, format });
}

export function useAuditLog(filter: AuditFilter) {
  return useInfiniteQuery({
    queryKey: ["audit-log", filter],
    queryFn: ({ pageParam, signal }) => api.get<Page>("/api/v1/audit-log", { ...filter, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });
}
