import {
  activeMedian,
  type BaselineState,
  closeHour,
  expectAt,
  newBaseline,
  newSchedule,
  observe,
  type ScheduleState,
  type Verdict,
} from "../../lib/anomalies/service";
import { HOUR_MS } from "../../lib/platform/time";
import type { MinuteOf } from "./minutes";

const RING = 64;
const FIELDS = ["requests", "tokens", "usd", "output", "errors", "status429", "status5xx", "retries"] as const;
type Field = (typeof FIELDS)[number];
const WIDTH = FIELDS.length;
const INDEX = Object.fromEntries(FIELDS.map((field, index) => [field, index])) as Record<Field, number>;
/** Minutes before the current one that each window holds. */
const WINDOWS = { m3: 2, m5: 4, m10: 9, m15: 14, hour: 60 } as const;
type WindowName = keyof typeof WINDOWS;
const NAMES = Object.keys(WINDOWS) as WindowName[];

export const MEASURES = ["spend", "tokens", "requests", "tokens_per_request", "output_per_request", "cost_per_request"] as const;
export type Measure = (typeof MEASURES)[number];
const PER_REQUEST: ReadonlySet<Measure> = new Set(["tokens_per_request", "output_per_request", "cost_per_request"]);
const LEAST_REQUESTS = 20;

export interface Band {
  expected: number;
  high: number;
}

/** What is kept of one tenant, or of one feature of a tenant: sliding sums, closed hours, baselines, schedule. */
export class Subject {
  private readonly ring = new Float64Array(RING * WIDTH);
  private readonly sums: Record<WindowName, Float64Array>;
  private readonly current = new Float64Array(WIDTH);
  private readonly windows: (readonly [number, Float64Array])[];
  private minute = 0;
  private lastActive = -1;
  readonly hours: Float64Array;
  private hour = new Float64Array(WIDTH);
  readonly states: Record<Measure, BaselineState>;
  private readonly schedule: ScheduleState = newSchedule();
  private readonly bands = new Map<Measure, [Band | null, Band | null]>();
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
    this.sums = Object.fromEntries(NAMES.map((name) => [name, new Float64Array(WIDTH)])) as Record<WindowName, Float64Array>;
    this.windows = NAMES.map((name) => [WINDOWS[name], this.sums[name]] as const);
    this.states = Object.fromEntries(MEASURES.map((name) => [name, newBaseline()])) as Record<Measure, BaselineState>;
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

  sum(window: WindowName, field: Field): number {
    return Math.max(0, this.sums[window][INDEX[field]] ?? 0);
  }

  get idle(): boolean {
    return (this.sums.hour[0] ?? 0) < 0.5;
  }

  /** Takes the closed hour into the baselines. */
  closeHour(hourMs: number, index: number, common: number): { verdicts: [Measure, Verdict, number][]; silent: boolean } {
    const [requests = 0, tokens = 0, usd = 0, output = 0] = this.hour;
    this.hours[index] = tokens;
    const values: Record<Measure, number> = {
      // What everybody grew by is nobody's own, and no habit either.
      spend: usd / common,
      tokens: tokens / common,
      requests: requests / common,
      tokens_per_request: tokens / requests,
      output_per_request: output / requests,
      cost_per_request: usd / requests,
    };
    const verdicts: [Measure, Verdict, number][] = [];
    if (this.activeHours > 0 || requests > 0) {
      for (const measure of MEASURES) {
        if (PER_REQUEST.has(measure) && requests < LEAST_REQUESTS) continue;
        verdicts.push([measure, observe(this.states[measure], hourMs, values[measure]), requests]);
      }
    }
    if (requests >= LEAST_REQUESTS) this.usualRequests += (requests - this.usualRequests) / 20;
    const silent = closeHour(this.schedule, hourMs, requests > 0);
    if (requests > 0) this.activeHours++;
    this.hour = new Float64Array(WIDTH);
    this.bands.clear();
    return { verdicts, silent };
  }

  refreshMedian(index: number): void {
    const found = activeMedian(this.hours.subarray(Math.max(0, index - 90 * 24), index));
    this.median = found?.median ?? 0;
    this.activeHours = found?.activeHours ?? this.activeHours;
  }

  /** What is expected of the sliding hour: of the present hour and the one before, the greater. */
  bandOfHour(measure: Measure, hourMs: number): Band | null {
    let pair = this.bands.get(measure);
    if (!pair) {
      const state = this.states[measure];
      pair = [expectAt(state, hourMs - HOUR_MS), expectAt(state, hourMs)];
      this.bands.set(measure, pair);
    }
    const [before, now] = pair;
    if (!before || !now) return null;
    return { expected: Math.max(before.expected, now.expected), high: Math.max(before.high, now.high) };
  }

  /** The band of a mean over so many requests. */
  bandOfMean(measure: Measure, hourMs: number, requests: number): Band | null {
    const widen = Math.sqrt(Math.max(1, this.usualRequests / requests));
    return expectAt(this.states[measure], hourMs, widen);
  }
}
