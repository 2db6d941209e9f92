"use client";

import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { rfc3339 } from "@/lib/platform/time";
import type { QueryValue } from "./api";
import { useFilters } from "./use-filters";
import type { RangeState } from "./use-range";

export const PRICINGS = ["priced", "reported", "estimated", "unpriced", "unbilled"] as const;
export type PricingName = (typeof PRICINGS)[number];

const KEYS = {
  pricing: parseAsStringLiteral(PRICINGS),
  has_error: parseAsStringLiteral(["true", "false"]),
  correlation_id: parseAsString,
  min_cost: parseAsString,
};

/** Which events are listed: the range, the filters by dimension, and what only events have. */
export function useEventFilters({ range, zone }: RangeState) {
  const filter = useFilters();
  const [own, setOwn] = useQueryStates(KEYS, { history: "push" });
  return useMemo(() => {
    const query: Record<string, QueryValue> = {
      from: rfc3339(range.fromMs),
      to: rfc3339(range.toMs),
      timezone: zone,
      ...filter.filters,
      ...own,
      min_cost: own.min_cost?.match(/^\d+(\.\d+)?$/) ? own.min_cost : null,
    };
    return { filter, own, setOwn, query };
  }, [filter, own, setOwn, range, zone]);
}
