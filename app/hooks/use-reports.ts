"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { RunAnswer, ScheduleAnswer } from "@/lib/reports/contract";
import { api } from "./api";

const KEY = ["reports"];
const place = (id: string) => `/api/v1/reports/${encodeURIComponent(id)}`;

export type ScheduleBody = Pick<
  ScheduleAnswer,
  "name" | "period" | "hour" | "timezone" | "enabled" | "every_channel" | "channel_ids"
>;

export function useReports() {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api.get<{ schedules: ScheduleAnswer[] }>("/api/v1/reports", {}, signal),
    select: ({ schedules }) => schedules,
  });
}

/** Makes a schedule, or with an id changes one; its period stays. */
export function useSaveReport(id: string | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ period, ...rest }: ScheduleBody) =>
      id === null ? api.post<ScheduleAnswer>("/api/v1/reports", { period, ...rest }) : api.patch<ScheduleAnswer>(place(id), rest),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

/** Sends the last full period now, beside the calendar. */
export function useSendReport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.post<RunAnswer>(`${place(id)}/send`),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useDeleteReport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete<unknown>(place(id)),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
