/** A share of the limit, or a pace, that makes a fact when it is reached. */
export type Threshold =
  | { kind: "actual" | "forecast"; percent: number }
  | { kind: "burn_rate"; window: BurnWindow; multiple: number };

export type BurnWindow = "fast" | "slow";

export const BURN_HOURS: Readonly<Record<BurnWindow, number>> = { fast: 1, slow: 6 };

/** The paces at which a month's limit would be gone in two days, and in five (Google's SRE Workbook, chapter 5). */
const FAST_MULTIPLE = 14.4;
const SLOW_MULTIPLE = 6;

export const DEFAULT_THRESHOLDS: readonly Threshold[] = [
  { kind: "actual", percent: 50 },
  { kind: "actual", percent: 80 },
  { kind: "actual", percent: 100 },
  { kind: "forecast", percent: 100 },
  { kind: "burn_rate", window: "fast", multiple: FAST_MULTIPLE },
  { kind: "burn_rate", window: "slow", multiple: SLOW_MULTIPLE },
];

/** What a budget of this period has unless said: no pace in a window as long as the period. */
export function defaultThresholds(periodKind: string): Threshold[] {
  return DEFAULT_THRESHOLDS.filter(({ kind }) => !(kind === "burn_rate" && periodKind === "hour"));
}

/** The threshold as a text of its own: actual:80, forecast:100, burn_rate:fast:14.4 */
export function thresholdKey(threshold: Threshold): string {
  return threshold.kind === "burn_rate"
    ? `burn_rate:${threshold.window}:${threshold.multiple}`
    : `${threshold.kind}:${threshold.percent}`;
}

/** @throws when the text is none that `thresholdKey` made */
export function parseThresholdKey(key: string): Threshold {
  const [kind, second, third] = key.split(":");
  if (kind === "burn_rate" && (second === "fast" || second === "slow")) {
    return { kind, window: second, multiple: Number(third) };
  }
  if (kind === "actual" || kind === "forecast") return { kind, percent: Number(second) };
  throw new Error(`no threshold: ${key}`);
}

interface ThresholdFault {
  at: number;
  field: "percent" | "multiple";
  message: string;
}

/** Duplicates, and those that do not rise within their kind (and window). */
export function faultsOfThresholds(given: readonly Threshold[]): ThresholdFault[] {
  const faults: ThresholdFault[] = [];
  const last = new Map<string, number>();
  for (const [at, threshold] of given.entries()) {
    const burn = threshold.kind === "burn_rate";
    const kind = burn ? `${threshold.kind} (${threshold.window})` : threshold.kind;
    const value = burn ? threshold.multiple : threshold.percent;
    const before = last.get(kind);
    const field = burn ? "multiple" : "percent";
    if (before === value) faults.push({ at, field, message: `${value} is given twice for ${kind}` });
    else if (before !== undefined && before > value) {
      faults.push({ at, field, message: `is out of order: ${value} comes after ${before} for ${kind}; give them rising` });
    }
    last.set(kind, value);
  }
  return faults;
}
