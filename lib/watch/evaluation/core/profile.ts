import type { BaselineMeasure } from "@/lib/anomalies/service";

export const MEASURES: readonly BaselineMeasure[] = [
  "spend",
  "tokens",
  "requests",
  "tokens_per_request",
  "output_per_request",
  "cost_per_request",
];
/** A mean over fewer requests in an hour says nothing. */
export const LEAST_REQUESTS = 20;

export const isPerRequest = (measure: BaselineMeasure): boolean => measure.endsWith("_per_request");

export interface Band {
  expected: number;
  low: number;
  high: number;
}

/** What is usual of one subject, as its closed hours told. */
export interface Profile {
  /** Median tokens of the active hours of 90 days, and how many those are. */
  readonly median: number;
  readonly activeHours: number;
  /** Of a busy hour. */
  readonly usualRequests: number;
  /** When its baseline begins, milliseconds; null before it does. */
  readonly sinceMs: number | null;
  /** Cached part of the input tokens, 0 to 1. */
  readonly usualCacheRate: number;
  /** Of a sliding hour: of the present hour and the one before, the greater; null before there is anything to go by. */
  bandOfHour(measure: BaselineMeasure, hourMs: number): Band | null;
  /** Of a mean over so many requests. */
  bandOfMean(measure: BaselineMeasure, hourMs: number, requests: number): Band | null;
}

/** The values of one hour, what everybody grew by taken out; per request only where there were enough of them. */
export function valuesOfHour(
  hour: { requests: number; tokens: number; usd: number; output: number },
  common: number,
): (readonly [BaselineMeasure, number])[] {
  const { requests, tokens, usd, output } = hour;
  const totals = [
    ["spend", usd / common],
    ["tokens", tokens / common],
    ["requests", requests / common],
  ] as const;
  if (requests < LEAST_REQUESTS) return [...totals];
  return [
    ...totals,
    ["tokens_per_request", tokens / requests],
    ["output_per_request", output / requests],
    ["cost_per_request", usd / requests],
  ];
}

/** Of a sliding hour, which lies in two hours of the clock. */
export const greater = (left: Band, right: Band): Band => ({
  expected: Math.max(left.expected, right.expected),
  low: Math.min(left.low, right.low),
  high: Math.max(left.high, right.high),
});

/** How much wider the band of a mean is over fewer requests than usual. */
export const widenFor = (usualRequests: number, requests: number): number => Math.sqrt(Math.max(1, usualRequests / requests));

/** The middle of the medians of those that have a day of active hours; null while fewer than three do. */
export function similarMedianOf(profiles: Iterable<Pick<Profile, "median" | "activeHours">>): number | null {
  const medians: number[] = [];
  for (const { activeHours, median } of profiles) if (activeHours >= 24) medians.push(median);
  if (medians.length < 3) return null;
  medians.sort((left, right) => left - right);
  return medians[medians.length >> 1] ?? null;
}
