"use client";

import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import type { CalendarUnit } from "@/lib/platform/time";
import { parseAsList } from "./list-parser";
import { MEASURES, type Measure } from "./measures";
import { autoGranularity } from "./range";
import { type FilterState, useFilters } from "./use-filters";
import { type RangeState, useRange } from "./use-range";

export const MOST_GROUPINGS = 3;
const UNITS = ["auto", "hour", "day", "week", "month"] as const;
export type UnitChoice = (typeof UNITS)[number];

const KEYS = {
  by: parseAsList.withDefault(["tenant"]),
  measure: parseAsStringLiteral(MEASURES).withDefault("cost"),
  unit: parseAsStringLiteral(UNITS).withDefault("auto"),
  show: parseAsStringLiteral(["chart", "table"]).withDefault("chart"),
  sort: parseAsString.withDefault("-cost"),
};

export interface ExploreState {
  range: RangeState;
  filter: FilterState;
  groupBy: readonly string[];
  measure: Measure;
  unitChoice: UnitChoice;
  unit: CalendarUnit;
  show: "chart" | "table";
  sort: { column: string; descending: boolean };
  setGroupBy: (names: readonly string[]) => void;
  setMeasure: (measure: Measure) => void;
  setUnit: (unit: UnitChoice) => void;
  setShow: (show: "chart" | "table") => void;
  setSort: (sort: { column: string; descending: boolean }) => void;
}

export function isUnitChoice(text: string): text is UnitChoice {
  return UNITS.some((unit) => unit === text);
}

/** Everything that Explore shows follows from its address. */
export function useExplore(): ExploreState {
  const range = useRange();
  const filter = useFilters();
  const [state, setState] = useQueryStates(KEYS, { history: "push" });
  const { by, measure, unit, show, sort } = state;
  return useMemo(() => {
    const groupBy = by.filter((name) => filter.dimensions.includes(name)).slice(0, MOST_GROUPINGS);
    return {
      range,
      filter,
      groupBy: groupBy.length > 0 ? groupBy : ["tenant"],
      measure,
      unitChoice: unit,
      unit: unit === "auto" ? autoGranularity(range.range) : unit,
      show,
      sort: { column: sort.replace(/^-/, ""), descending: sort.startsWith("-") },
      setGroupBy: (names) => void setState({ by: names.length > 0 ? [...names] : null }),
      setMeasure: (next) => void setState({ measure: next, sort: `-${next}` }),
      setUnit: (next) => void setState({ unit: next }),
      setShow: (next) => void setState({ show: next }),
      setSort: ({ column, descending }) => void setState({ sort: `${descending ? "-" : ""}${column}` }),
    };
  }, [range, filter, by, measure, unit, show, sort, setState]);
}
