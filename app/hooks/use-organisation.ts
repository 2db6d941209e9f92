"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { OrganisationChange } from "@/lib/access/contract";
import type { Organisation } from "@/lib/platform/organisation";
import { api } from "./api";

const KEY = ["organisation"];

export function useOrganisation() {
  return useQuery({ queryKey: KEY, queryFn: ({ signal }) => api.get<Organisation>("/api/v1/settings", {}, signal) });
}

export function useChangeOrganisation() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: OrganisationChange) => api.put<Organisation>("/api/v1/settings", change),
    onSuccess: (changed) => client.setQueryData(KEY, changed),
  });
}
