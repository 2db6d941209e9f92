/** What a minute counts of one subject. */
export const FIELDS = [
  "requests",
  "tokens",
  "usd",
  "output",
  "errors",
  "status429",
  "status5xx",
  "retries",
  "length",
  "filtered",
  "input",
  "cacheRead",
] as const;
export type Field = (typeof FIELDS)[number];

/** The current minute and the 60 before it. */
export const HOUR_WINDOW = 61;

/** What was counted in the last minutes of one subject. */
export interface Windows {
  /** @param minutes the current one and those before it, at most HOUR_WINDOW */
  sum(minutes: number, field: Field): number;
}
