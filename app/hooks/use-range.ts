"use client";

import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { comparedRanges, PRESETS, type Preset, type Range, type RangeChoice, resolveRange, usableZone } from "./range";
import { useConsole } from "./use-console";
import { useQuarterHour } from "./use-now";

const KEYS = {
  range: parseAsStringLiteral(PRESETS).withDefault("30d"),
  from: parseAsString,
  to: parseAsString,
  tz: parseAsString,
};

export interface RangeState {
  choice: RangeChoice;
  /** [fromMs, toMs) of the choice, whole local days. */
  range: Range;
  /** The range as far as it has passed, and what it is compared with. */
  compared: { current: Range; previous: Range };
  zone: string;
  setPreset: (preset: Exclude<Preset, "custom">) => void;
  setDates: (from: string, to: string) => void;
  setZone: (zone: string) => void;
}

/** The range bar's state. It lives in the URL, and what is the default is not written there. */
export function useRange(): RangeState {
  const { organisation } = useConsole();
  const nowMs = useQuarterHour();
  const [state, setState] = useQueryStates(KEYS, { history: "push" });
  const zone = usableZone(state.tz) ?? organisation.timezone;

  return useMemo(() => {
    const choice: RangeChoice = { preset: state.range, from: state.from, to: state.to, zone };
    return {
      choice,
      range: resolveRange(choice, nowMs),
      compared: comparedRanges(choice, nowMs),
      zone,
      setPreset: (preset) => void setState({ range: preset, from: null, to: null }),
      setDates: (from, to) => void setState({ range: "custom", from, to }),
      setZone: (name) => void setState({ tz: name === organisation.timezone ? null : name }),
    };
  }, [state.range, state.from, state.to, zone, nowMs, setState, organisation.timezone]);
}

const RANGE_NAMES = ["range", "from", "to", "tz"] as const;

/** The part of an address that says the range: links between pages keep it. */
export function rangeSearch(search: URLSearchParams): string {
  const kept = new URLSearchParams();
  for (const name of RANGE_NAMES) {
    const value = search.get(name);
    if (value !== null) kept.set(name, value);
  }
  const text = kept.toString();
  return text ? `?${text}` : "";
}
