"use client";

import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { HashedKey } from "@/components/keys/hash-key";
import type { KeyFields } from "@/components/keys/key-form";
import type {
  KeyCalendar,
  KeyFinding,
  KeyImport,
  KeyReminder,
  ProviderKey,
  ProviderKeyDetail,
  SpendOfKey,
  UnregisteredKey,
} from "@/lib/keys/contract";
import { api, type QueryValue } from "./api";

const KEY = ["keys"];
const REFRESH_MS = 5_000;

interface KeyPage {
  keys: ProviderKey[];
  spend: SpendOfKey[];
  next_cursor: string | null;
}

export function useKeys(filter: Record<string, QueryValue>) {
  return useQuery({
    queryKey: [...KEY, "list", filter],
    queryFn: ({ signal }) => api.get<KeyPage>("/api/v1/keys", { ...filter, limit: 300 }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 4 * REFRESH_MS,
  });
}

export function useKey(id: string) {
  return useQuery({
    queryKey: [...KEY, "one", id],
    queryFn: ({ signal }) => api.get<ProviderKeyDetail>(`/api/v1/keys/${id}`, {}, signal),
    refetchInterval: REFRESH_MS,
  });
}

export function useUnregistered(enabled: boolean) {
  return useQuery({
    queryKey: [...KEY, "unregistered"],
    queryFn: ({ signal }) => api.get<{ unregistered: UnregisteredKey[] }>("/api/v1/keys/unregistered", {}, signal),
    select: ({ unregistered }) => unregistered,
    enabled,
    refetchInterval: REFRESH_MS,
  });
}

export function useDueReminders() {
  return useQuery({
    queryKey: [...KEY, "reminders"],
    queryFn: ({ signal }) => api.get<{ reminders: KeyReminder[] }>("/api/v1/keys/reminders", { state: "due" }, signal),
    select: ({ reminders }) => reminders,
  });
}

export function useCalendars(enabled: boolean) {
  return useQuery({
    queryKey: [...KEY, "calendars"],
    queryFn: ({ signal }) => api.get<{ calendars: KeyCalendar[] }>("/api/v1/keys/calendars", {}, signal),
    select: ({ calendars }) => calendars,
    enabled,
  });
}

/** A change of the inventory; whatever shows keys is read again. */
function useChange<Given, Answer>(change: (given: Given) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => client.invalidateQueries({ queryKey: KEY }) });
}

/** What a form says, as the API takes it: an empty date or interval is none. */
export function fieldsOf({ rotation_days, last_rotated_at, expires_at, owner, ...rest }: KeyFields) {
  return {
    ...rest,
    owner: owner.trim() === "" ? null : owner.trim(),
    rotation_days: rotation_days === "" ? null : rotation_days,
    expires_at: expires_at === "" ? null : expires_at,
    ...(last_rotated_at === "" ? {} : { last_rotated_at }),
  };
}

export type NewKeyValue = Pick<HashedKey, "fingerprint" | "last4"> | { unregistered: string };

export const useRegisterKey = () =>
  useChange(({ fields, value }: { fields: KeyFields; value: NewKeyValue }) =>
    api.post<ProviderKey>("/api/v1/keys", { ...fieldsOf(fields), ...value }),
  );

export const useChangeKey = (id: string) =>
  useChange((fields: Record<string, unknown>) => api.patch<ProviderKey>(`/api/v1/keys/${id}`, fields));

/** The steps that change where a key stands in its life. */
export type KeyStep =
  | { step: "start" | "cancel" | "close" | "retire" | "withdraw" }
  | { step: "succeed"; value: HashedKey }
  | { step: "compromise"; reason: string };

export const useKeyStep = (id: string) =>
  useChange((given: KeyStep): Promise<unknown> => {
    const at = `/api/v1/keys/${id}`;
    if (given.step === "succeed")
      return api.put(`${at}/rotation/successor`, { fingerprint: given.value.fingerprint, last4: given.value.last4 });
    if (given.step === "compromise") return api.post(`${at}/compromise`, { reason: given.reason });
    if (given.step === "withdraw") return api.delete(`${at}/compromise`);
    if (given.step === "close") return api.post(`${at}/rotation/closing`, { confirm: true });
    if (given.step === "cancel") return api.delete(`${at}/rotation`);
    return api.post(given.step === "retire" ? `${at}/retirement` : `${at}/rotation`);
  });

export const useAcceptFinding = () =>
  useChange(({ id, ...given }: { id: string; reason: string; until: string }) =>
    api.put<KeyFinding>(`/api/v1/keys/findings/${id}/acceptance`, given),
  );

export const useWithdrawAcceptance = () =>
  useChange((id: string) => api.delete<KeyFinding>(`/api/v1/keys/findings/${id}/acceptance`));

export const useReminderSeen = () => useChange((id: string) => api.put<KeyReminder>(`/api/v1/keys/reminders/${id}/seen`, {}));

export const useImportKeys = () =>
  useChange((file: { csv: string; dry_run: boolean }) => api.post<KeyImport>("/api/v1/keys/import", file));

export const useCreateCalendar = () =>
  useChange((name: string) => api.post<KeyCalendar & { url: string }>("/api/v1/keys/calendars", { name }));

export const useRevokeCalendar = () => useChange((id: string) => api.delete<KeyCalendar>(`/api/v1/keys/calendars/${id}`));
