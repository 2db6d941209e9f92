"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { LIVE_DIMENSIONS, LIVE_ORDERS, type LiveDimension, type LiveOrder } from "@/lib/spend/live/choices";
import type { LiveAnswer } from "@/lib/spend/live/contract";
import { api } from "./api";
import { parseAsList } from "./list-parser";
import type { FilterState } from "./use-filters";

const WINDOWS = ["5", "60"] as const;
export type LiveWindow = (typeof WINDOWS)[number];

const KEYS = {
  window: parseAsStringLiteral(WINDOWS).withDefault("5"),
  by: parseAsStringLiteral(LIVE_DIMENSIONS).withDefault("tenant"),
  order: parseAsStringLiteral(LIVE_ORDERS).withDefault("cost"),
};
const FILTERS = Object.fromEntries(LIVE_DIMENSIONS.map((name) => [name, parseAsList])) as Record<
  LiveDimension,
  typeof parseAsList
>;

export interface LiveChoice {
  window: LiveWindow;
  by: LiveDimension;
  order: LiveOrder;
  filter: FilterState;
  choose: (change: { window?: LiveWindow; by?: LiveDimension; order?: LiveOrder }) => void;
}

/** What the live page shows; in the address. */
export function useLiveChoice(): LiveChoice {
  const [state, setState] = useQueryStates(KEYS, { history: "push" });
  const [chosen, setChosen] = useQueryStates(FILTERS, { history: "push" });
  return useMemo(() => {
    const filters: Record<string, readonly string[]> = {};
    for (const name of LIVE_DIMENSIONS) if (chosen[name]?.length) filters[name] = chosen[name];
    const filter: FilterState = {
      dimensions: LIVE_DIMENSIONS,
      filters,
      setFilter: (dimension, values) => void setChosen({ [dimension]: values.length > 0 ? [...values] : null }),
      clear: () => void setChosen(null),
    };
    return { ...state, filter, choose: (change) => void setState(change) };
  }, [state, chosen, setState, setChosen]);
}

/** What burns now, asked again so often; the old answer stays while a new one is read. */
export function useLive({ window, by, order, filter }: LiveChoice, refreshMs: number | false) {
  return useQuery({
    queryKey: ["live", window, by, order, filter.filters],
    queryFn: ({ signal }) => api.get<LiveAnswer>("/api/v1/live", { window, by, order, ...filter.filters }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
    staleTime: 1000,
  });
}
