import { type BaselineMeasure, closeHour, observe, type Verdict } from "@/lib/anomalies/service";
import { HOUR_MS } from "@/lib/platform/time";
import { LEAST_REQUESTS, MEASURES, valuesOfHour } from "../evaluation/core/profile";
import type { SubjectStates } from "./pack-states";

/** What one subject did in one hour. */
export interface HourValues {
  usd: number;
  tokens: number;
  requests: number;
  output: number;
}

const NOTHING: HourValues = { usd: 0, tokens: 0, requests: 0, output: 0 };

export interface Hours {
  at(hourMs: number): HourValues | undefined;
  /** What everybody grew by in an hour; 1 where they did not. */
  common(hourMs: number): number;
  /** Whether people said that the hour was meant to be so. */
  isExcluded(hourMs: number): boolean;
}

export interface Learned {
  /** Of the last hour. */
  verdicts: readonly (readonly [BaselineMeasure, Verdict])[];
  silent: boolean;
}

/** Takes the hours of [fromMs, untilMs) into the states, one by one; what is excluded leaves them as they were. */
export function learnHours(states: SubjectStates, fromMs: number, untilMs: number, hours: Hours): Learned {
  let verdicts: (readonly [BaselineMeasure, Verdict])[] = [];
  let silent = false;
  for (let hourMs = fromMs; hourMs < untilMs; hourMs += HOUR_MS) {
    verdicts = [];
    silent = false;
    if (hours.isExcluded(hourMs)) continue;
    const values = hours.at(hourMs) ?? NOTHING;
    for (const [measure, value] of valuesOfHour(values, hours.common(hourMs))) {
      const state = states.measures[MEASURES.indexOf(measure)];
      if (state) verdicts.push([measure, observe(state, hourMs, value)]);
    }
    silent = closeHour(states.schedule, hourMs, values.requests > 0);
    if (values.requests >= LEAST_REQUESTS) states.usualRequests += (values.requests - states.usualRequests) / 20;
  }
  return { verdicts, silent };
}
