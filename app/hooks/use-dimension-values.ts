"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "./api";

/** Values of a dimension that hold the text, for suggestions. */
export function useDimensionValues(dimension: string | null, search: string) {
  return useQuery({
    queryKey: ["dimension-values", dimension, search],
    queryFn: ({ signal }) =>
      api.get<{ values: string[] }>(`/api/v1/dimensions/${encodeURIComponent(dimension ?? "")}`, { search, limit: 50 }, signal),
    enabled: dimension !== null,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    select: ({ values }) => values,
  });
}
