import {
  activeMedian,
  type BaselineMeasure,
  type BaselineState,
  bandOf,
  closeHour,
  newBaseline,
  newSchedule,
  type Outlook,
  observe,
  outlookAt,
  type ScheduleState,
  type Verdict,
} from "../../lib/anomalies/service";
import { HOUR_MS } from "../../lib/platform/time";
import { type Field as AnyField, HOUR_WINDOW } from "../../lib/watch/evaluation/core/fields";
import type { Watched } from "../../lib/watch/evaluation/core/judge-subject";
import { type Band, greater, LEAST_REQUESTS, MEASURES, valuesOfHour, widenFor } from "../../lib/watch/evaluation/core/profile";
import type { MinuteOf } from "./minutes";

const RING = 64;
const WIDTH = 8;
const INDEX: Readonly<Record<AnyField, number>> = {
  ...{ requests: 0, tokens: 1, usd: 2, output: 3, errors: 4, status429: 5, status5xx: 6, retries: 7 },
  // Not simulated.
  ...{ length: -1, filtered: -1, input: -1, cacheRead: -1 },
};
/** Minutes of each window, the current one among them. */
const WINDOWS = [3, 5, 10, 15, HOUR_WINDOW] as const;

/** What is kept of one tenant, or of one feature of a tenant: sliding sums, closed hours, baselines, schedule. */
export class Subject implements Watched {
  private readonly ring = new Float64Array(RING * WIDTH);
  private readonly sums: Float64Array[] = [];
  private readonly current = new Float64Array(WIDTH);
  private readonly windows: (readonly [number, Float64Array])[];
  private minute = 0;
  private lastActive = -1;
  readonly hours: Float64Array;
  private hour = new Float64Array(WIDTH);
  readonly states: Record<BaselineMeasure, BaselineState>;
  private readonly schedule: ScheduleState = newSchedule();
  private readonly outlooks = new Map<BaselineMeasure, [Outlook | null, Outlook | null]>();
  private readonly bands = new Map<BaselineMeasure, Band | null>();
  readonly usualCacheRate = 0;
  readonly isOfTenant = true;
  median = 0;
  activeHours = 0;
  usualRequests = 0;

  constructor(
    readonly name: string,
    readonly tenant: number,
    readonly cell: number | null,
    hours: number,
  ) {
    this.hours = new Float64Array(hours);
    this.windows = WINDOWS.map((minutes) => [minutes - 1, new Float64Array(WIDTH)] as const);
    for (const [before, sums] of this.windows) this.sums[before + 1] = sums;
    this.states = Object.fromEntries(MEASURES.map((name) => [name, newBaseline()])) as Record<BaselineMeasure, BaselineState>;
  }

  push(now: MinuteOf): void {
    const { minute, current, ring } = this;
    const active = now.requests > 0;
    if (active) this.lastActive = minute;
    // Nothing now, and nothing left in any window.
    else if (minute - this.lastActive > RING + 2) {
      this.minute++;
      return;
    }
    current[0] = now.requests;
    current[1] = now.tokens;
    current[2] = now.usd;
    current[3] = now.output;
    current[4] = now.errors;
    current[5] = now.status429;
    current[6] = now.status5xx;
    current[7] = now.retries;
    for (const [window, sums] of this.windows) {
      const gone = ((minute - window - 1 + 2 * RING) % RING) * WIDTH;
      const full = minute > window;
      for (let field = 0; field < WIDTH; field++)
        sums[field] = (sums[field] ?? 0) + (current[field] ?? 0) - (full ? (ring[gone + field] ?? 0) : 0);
    }
    const at = (minute % RING) * WIDTH;
    for (let field = 0; field < WIDTH; field++) {
      const added = current[field] ?? 0;
      ring[at + field] = added;
      this.hour[field] = (this.hour[field] ?? 0) + added;
    }
    this.minute++;
  }

  sum(minutes: number, field: AnyField): number {
    return Math.max(0, this.sums[minutes]?.[INDEX[field]] ?? 0);
  }

  get idle(): boolean {
    return (this.sums[HOUR_WINDOW]?.[0] ?? 0) < 0.5;
  }

  get sinceMs(): number | null {
    return this.states.spend.count > 0 ? this.states.spend.firstMs : null;
  }

  /** Takes the closed hour into the baselines. */
  closeHour(hourMs: number, index: number, common: number): { verdicts: [BaselineMeasure, Verdict, number][]; silent: boolean } {
    const [requests = 0, tokens = 0, usd = 0, output = 0] = this.hour;
    this.hours[index] = tokens;
    const verdicts: [BaselineMeasure, Verdict, number][] = [];
    if (this.activeHours > 0 || requests > 0) {
      for (const [measure, value] of valuesOfHour({ requests, tokens, usd, output }, common))
        verdicts.push([measure, observe(this.states[measure], hourMs, value), requests]);
    }
    if (requests >= LEAST_REQUESTS) this.usualRequests += (requests - this.usualRequests) / 20;
    const silent = closeHour(this.schedule, hourMs, requests > 0);
    if (requests > 0) this.activeHours++;
    this.hour = new Float64Array(WIDTH);
    this.bands.clear();
    this.outlooks.clear();
    return { verdicts, silent };
  }

  refreshMedian(index: number): void {
    const found = activeMedian(this.hours.subarray(Math.max(0, index - 90 * 24), index));
    this.median = found?.median ?? 0;
    this.activeHours = found?.activeHours ?? this.activeHours;
  }

  bandOfHour(measure: BaselineMeasure, hourMs: number): Band | null {
    let band = this.bands.get(measure);
    if (band === undefined) {
      const [before, now] = this.outlooksOf(measure, hourMs);
      band = before && now && greater(bandOf(before), bandOf(now));
      this.bands.set(measure, band);
    }
    return band;
  }

  bandOfMean(measure: BaselineMeasure, hourMs: number, requests: number): Band | null {
    const [, now] = this.outlooksOf(measure, hourMs);
    return now && bandOf(now, widenFor(this.usualRequests, requests));
  }

  private outlooksOf(measure: BaselineMeasure, hourMs: number): [Outlook | null, Outlook | null] {
    let pair = this.outlooks.get(measure);
    if (!pair) {
      const state = this.states[measure];
      pair = [outlookAt(state, hourMs - HOUR_MS), outlookAt(state, hourMs)];
      this.outlooks.set(measure, pair);
    }
    return pair;
  }
}
