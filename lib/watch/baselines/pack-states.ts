import { type BaselineState, newBaseline, newSchedule, type ScheduleState } from "@/lib/anomalies/service";
import { MEASURES } from "../evaluation/core/profile";

/** What the detectors remember of one subject. */
export interface SubjectStates {
  measures: BaselineState[];
  schedule: ScheduleState;
  /** Requests of a busy hour. */
  usualRequests: number;
}

export const newStates = (): SubjectStates => ({
  measures: MEASURES.map(() => newBaseline()),
  schedule: newSchedule(),
  usualRequests: 0,
});

const VERSION = 1;
const DRIFT_DAYS = 28;
const FIRST_VALUES = 8;

type Visit = {
  /** Times and other numbers that must come back exactly. */
  exact(value: number, put: (value: number) => void): void;
  nullable(value: number | null, put: (value: number | null) => void): void;
  /** Statistics: single precision is more than they are worth. */
  rough(values: number[]): void;
  list(values: number[], most: number): void;
};

/** Walks over everything in a state, in one order for writing and reading. */
function walk(state: BaselineState, visit: Visit): void {
  for (const name of EXACT) {
    visit.exact(state[name], (value) => {
      state[name] = value;
    });
  }
  visit.exact(state.nonNegative ? 1 : 0, (value) => {
    state.nonNegative = value === 1;
  });
  visit.list(state.first, FIRST_VALUES);
  for (const name of ROUGH) visit.rough(state[name]);
  for (const values of state.hourErrors) visit.rough(values);
  walkEpisodes(state, visit);
  const { flat, drift } = state;
  visit.nullable(flat.value, (value) => {
    flat.value = value;
  });
  for (const name of ["length", "longest", "equalShare"] as const) {
    visit.exact(flat[name], (value) => {
      flat[name] = value;
    });
  }
  visit.nullable(drift.dayIndex, (value) => {
    drift.dayIndex = value;
  });
  for (const name of ["sum", "count", "least"] as const) {
    visit.exact(drift[name], (value) => {
      drift[name] = value;
    });
  }
  visit.list(drift.days, DRIFT_DAYS);
}

/** What there may be none of: each number of it, or NaN where there is none. */
function walkEpisodes(state: BaselineState, visit: Visit): void {
  const { episode, lastBegan } = state;
  const episodes: (number | null)[] = [];
  const known = [episode?.sign, episode?.sinceMs, episode?.calm, episode?.calmSinceMs];
  for (const value of [...known, lastBegan?.sign, lastBegan?.atMs, lastBegan?.lastMs, lastBegan?.peak])
    visit.nullable(value ?? null, (read) => episodes.push(read));
  // A writer reads nothing back.
  if (episodes.length === 0) return;
  const [sign, sinceMs, calm, calmSinceMs, told, atMs, lastMs, peak] = episodes;
  state.episode = sign
    ? { sign: sign as 1 | -1, sinceMs: sinceMs ?? 0, calm: calm ?? 0, calmSinceMs: calmSinceMs ?? null }
    : null;
  state.lastBegan = told ? { sign: told as 1 | -1, atMs: atMs ?? 0, lastMs: lastMs ?? 0, peak: peak ?? 0 } : null;
}

const EXACT = [
  ...(["count", "firstMs", "lastMs", "gapMs", "unit", "level", "trend", "slow", "dayOffset", "weekOffset", "spread"] as const),
  ...(["tail", "run", "gatheredUp", "gatheredDown"] as const),
] as const;
const ROUGH = ["day", "dayCount", "week", "weekCount", "errors", "hourSpread", "hourSpreadCount", "hourRun"] as const;

function walkSchedule(state: ScheduleState, visit: Visit): void {
  for (const name of ["dayVisits", "dayActive", "weekVisits", "weekActive"] as const) visit.rough(state[name]);
  for (const name of ["expectedVisits", "expectedMissed", "missedNow", "surprise"] as const)
    visit.exact(state[name], (value) => {
      state[name] = value;
    });
  visit.nullable(state.silentSinceMs, (value) => {
    state.silentSinceMs = value;
  });
  visit.exact(state.told ? 1 : 0, (value) => {
    state.told = value === 1;
  });
}

const viewOf = (bytes: Buffer) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

class Writer implements Visit {
  private at = 0;
  constructor(private readonly view: DataView) {}

  exact(value: number): void {
    this.view.setFloat64(this.at, value, true);
    this.at += 8;
  }
  nullable(value: number | null): void {
    this.exact(value ?? Number.NaN);
  }
  rough(values: number[]): void {
    for (let index = 0; index < values.length; index++, this.at += 4) this.view.setFloat32(this.at, values[index] ?? 0, true);
  }
  list(values: number[], most: number): void {
    this.exact(Math.min(values.length, most));
    for (let index = 0; index < most; index++) this.exact(values[index] ?? 0);
  }
}

class Reader implements Visit {
  private at = 0;
  constructor(private readonly view: DataView) {}

  private next(): number {
    const value = this.view.getFloat64(this.at, true);
    this.at += 8;
    return value;
  }
  exact(_: number, put: (value: number) => void): void {
    put(this.next());
  }
  nullable(_: number | null, put: (value: number | null) => void): void {
    const value = this.next();
    put(Number.isNaN(value) ? null : value);
  }
  rough(values: number[]): void {
    for (let index = 0; index < values.length; index++, this.at += 4) values[index] = this.view.getFloat32(this.at, true);
  }
  list(values: number[], most: number): void {
    const length = this.next();
    values.length = 0;
    for (let index = 0; index < length; index++) values.push(this.view.getFloat64(this.at + 8 * index, true));
    this.at += 8 * most;
  }
}

/** Everything in a row of a fixed length, so that it needs no parsing: some 17 kB a subject. */
export const STATES_LENGTH = (() => {
  let length = 2 * 8;
  const counter: Visit = {
    exact: () => {
      length += 8;
    },
    nullable: () => {
      length += 8;
    },
    rough: (values) => {
      length += 4 * values.length;
    },
    list: (_, most) => {
      length += 8 * (most + 1);
    },
  };
  const { measures, schedule } = newStates();
  for (const state of measures) walk(state, counter);
  walkSchedule(schedule, counter);
  return length;
})();

export function packStates({ measures, schedule, usualRequests }: SubjectStates): Buffer {
  const bytes = Buffer.allocUnsafeSlow(STATES_LENGTH);
  const writer = new Writer(viewOf(bytes));
  writer.exact(VERSION);
  writer.exact(usualRequests);
  for (const state of measures) walk(state, writer);
  walkSchedule(schedule, writer);
  return bytes;
}

/**
 * @param states what to read them into: made once for many subjects
 * @returns null for states that another version wrote: they are built anew
 */
export function unpackStates(bytes: Buffer, states = newStates()): SubjectStates | null {
  if (bytes.length !== STATES_LENGTH || bytes.readDoubleLE(0) !== VERSION) return null;
  const reader = new Reader(viewOf(bytes));
  reader.exact(0, () => {});
  reader.exact(0, (value) => {
    states.usualRequests = value;
  });
  for (const state of states.measures) walk(state, reader);
  walkSchedule(states.schedule, reader);
  return states;
}
