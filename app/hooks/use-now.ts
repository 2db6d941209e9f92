"use client";

import { useSyncExternalStore } from "react";
import { quarterHourOf } from "./range";

function every(milliseconds: number) {
  return (notify: () => void) => {
    const timer = setInterval(notify, milliseconds);
    return () => clearInterval(timer);
  };
}

const eachSecond = every(1000);
const second = () => Math.floor(Date.now() / 1000) * 1000;
const quarter = () => quarterHourOf(Date.now());

/** The time to the second; renders again each second, so use it in small parts of a page. */
export function useNow(): number {
  return useSyncExternalStore(eachSecond, second, second);
}

/** The last instant of the current quarter hour: stable between quarters, so it may be part of a question. */
export function useQuarterHour(): number {
  return useSyncExternalStore(eachSecond, quarter, quarter);
}
