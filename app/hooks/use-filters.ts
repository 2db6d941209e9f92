"use client";

import { useQueryStates } from "nuqs";
import { useMemo } from "react";
import { BASE_DIMENSIONS } from "@/components/filters/dimensions";
import { parseAsList } from "./list-parser";
import { useConsole } from "./use-console";

export interface FilterState {
  /** Every dimension that can be grouped and filtered by: base ones, then declared tags. */
  dimensions: readonly string[];
  /** Chosen values by dimension; a dimension without any is not there. */
  filters: Readonly<Record<string, readonly string[]>>;
  setFilter: (dimension: string, values: readonly string[]) => void;
  clear: () => void;
}

/** The filters of the address: one parameter a dimension, as the API has them. */
export function useFilters(): FilterState {
  const { organisation } = useConsole();
  const dimensions = useMemo(() => [...BASE_DIMENSIONS, ...organisation.tags.map((tag) => `tag:${tag}`)], [organisation.tags]);
  const keys = useMemo(() => Object.fromEntries(dimensions.map((name) => [name, parseAsList])), [dimensions]);
  const [state, setState] = useQueryStates(keys, { history: "push" });
  return useMemo(() => {
    const filters: Record<string, readonly string[]> = {};
    for (const name of dimensions) {
      const values = state[name];
      if (values && values.length > 0) filters[name] = values;
    }
    return {
      dimensions,
      filters,
      setFilter: (dimension, values) => void setState({ [dimension]: values.length > 0 ? [...values] : null }),
      clear: () => void setState(null),
    };
  }, [dimensions, state, setState]);
}
