import { type BaselineMeasure, bandOf, type Outlook, outlookAt } from "@/lib/anomalies/service";
import { HOUR_MS } from "@/lib/platform/time";
import { type Band, greater, MEASURES, type Profile, widenFor } from "../evaluation/core/profile";
import type { SubjectStates } from "./pack-states";

/** The hour before, the present one, and two more should the next closing be late. */
const HOURS = 4;
const PER_HOUR = 3;
/** Numbers kept of one measure; the spend's come first. */
export const PER_MEASURE = 2 + HOURS * PER_HOUR;
export const OUTLOOK_LENGTH = MEASURES.length * PER_MEASURE;

/** What is expected of the hours about `untilMs`, as one array of numbers; NaN where there is nothing to go by. */
export function packOutlooks({ measures }: SubjectStates, untilMs: number): Float64Array {
  const packed = new Float64Array(OUTLOOK_LENGTH);
  let at = 0;
  for (const state of measures) {
    packed[at++] = state.unit;
    packed[at++] = state.nonNegative ? 1 : 0;
    for (let hour = -1; hour < HOURS - 1; hour++) {
      const outlook = outlookAt(state, untilMs + hour * HOUR_MS);
      packed[at++] = outlook?.centre ?? Number.NaN;
      packed[at++] = outlook?.reachDown ?? Number.NaN;
      packed[at++] = outlook?.reachUp ?? Number.NaN;
    }
  }
  return packed;
}

/** What is kept of a subject between two closings of hours. */
export interface StoredProfile {
  subject: string;
  outlook: Float64Array | null;
  outlookUntilMs: number;
  median: number;
  activeHours: number;
  usualRequests: number;
  usualCacheRate: number;
  daySpend: number;
  sinceMs: number;
}

/** A subject without history. */
export const noProfile = (subject: string): StoredProfile => ({
  ...{ subject, outlook: null, outlookUntilMs: 0, median: 0, activeHours: 0, usualRequests: 0 },
  ...{ usualCacheRate: 0, daySpend: 0, sinceMs: Number.POSITIVE_INFINITY },
});

/** Answers from what was stored. */
export class KnownProfile implements Profile {
  constructor(readonly stored: StoredProfile) {}

  get median(): number {
    return this.stored.median;
  }
  get activeHours(): number {
    return this.stored.activeHours;
  }
  get usualRequests(): number {
    return this.stored.usualRequests;
  }
  get usualCacheRate(): number {
    return this.stored.usualCacheRate;
  }
  get sinceMs(): number | null {
    return Number.isFinite(this.stored.sinceMs) ? this.stored.sinceMs : null;
  }

  bandOfHour(measure: BaselineMeasure, hourMs: number): Band | null {
    const [before, now] = [this.outlook(measure, hourMs - HOUR_MS), this.outlook(measure, hourMs)];
    return before && now && greater(bandOf(before), bandOf(now));
  }

  bandOfMean(measure: BaselineMeasure, hourMs: number, requests: number): Band | null {
    const now = this.outlook(measure, hourMs);
    return now && bandOf(now, widenFor(this.stored.usualRequests, requests));
  }

  /** Whether what is stored reaches to this hour. */
  reaches(hourMs: number): boolean {
    const { outlook, outlookUntilMs } = this.stored;
    return outlook === null || hourMs <= outlookUntilMs + (HOURS - 2) * HOUR_MS;
  }

  private outlook(measure: BaselineMeasure, hourMs: number): Outlook | null {
    const { outlook, outlookUntilMs } = this.stored;
    const hour = Math.round((hourMs - outlookUntilMs) / HOUR_MS) + 1;
    if (!outlook || hour < 0 || hour >= HOURS) return null;
    const base = MEASURES.indexOf(measure) * PER_MEASURE;
    const at = base + 2 + hour * PER_HOUR;
    const [centre, reachDown, reachUp] = [outlook[at], outlook[at + 1], outlook[at + 2]];
    if (centre === undefined || reachDown === undefined || reachUp === undefined || Number.isNaN(centre)) return null;
    return { unit: outlook[base] ?? 1, nonNegative: outlook[base + 1] === 1, centre, reachDown, reachUp };
  }
}
