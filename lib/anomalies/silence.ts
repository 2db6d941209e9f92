import { HOUR_MS } from "@/lib/platform/time";

/** Which hours of the day and week a subject is active in, and how surprising its silence is. Plain JSON, some 400 numbers. */
export interface ScheduleState {
  version: 1;
  dayVisits: number[];
  dayActive: number[];
  weekVisits: number[];
  weekActive: number[];
  /** Over all hours in which it was expected. */
  expectedVisits: number;
  expectedMissed: number;
  /** Of those, the ones of the silence that goes on. */
  missedNow: number;
  /** What the silence since the last activity has gathered: logarithm of how improbable it is. */
  surprise: number;
  silentSinceMs: number | null;
  told: boolean;
}

const zeros = (length: number) => new Array<number>(length).fill(0);

export function newSchedule(): ScheduleState {
  return {
    version: 1,
    dayVisits: zeros(24),
    dayActive: zeros(24),
    weekVisits: zeros(168),
    weekActive: zeros(168),
    expectedVisits: 0,
    expectedMissed: 0,
    missedNow: 0,
    surprise: 0,
    silentSinceMs: null,
    told: false,
  };
}

const EXPECTED_FROM = 0.9;
const LEAST_WEEKS = 3;
const LEAST_DAYS = 14;
/** What was never missed is taken to have been missed a hundredth of a time, not a whole one: schedules are exact. */
const PRIOR_MISSES = 0.01;
/** Hours that are active now and then tell that activity is chance, and chance may leave any hour empty. */
const NOW_AND_THEN = 0.1;
const KEPT_DAYS = 60;
const KEPT_WEEKS = 12;
/** False alerts of a subject in thirty days that are accepted. */
const ACCEPTED_A_MONTH = 0.02;
const HOURS_A_MONTH = 720;

/**
 * Takes one closed hour, hour after hour without gaps. A silence is judged by the hours in which the subject
 * always was active, not by a multiple of its usual gap: nights say nothing of who works by day, and a missing daily
 * run says all of a cron.
 * @param hourMs start of the hour; shift it by the zone's offset where schedules follow a local clock
 * @returns true once a silence, when an expected run is clearly missing
 */
export function closeHour(state: ScheduleState, hourMs: number, active: boolean): boolean {
  return takeHour(state, hourMs, active, new Chance(state));
}

function takeHour(state: ScheduleState, hourMs: number, active: boolean, chance: Chance): boolean {
  const day = Math.floor(hourMs / HOUR_MS) % 24;
  const week = Math.floor(hourMs / HOUR_MS + 96) % 168;
  const missing = missingChance(state, day, week, chance);
  let missed = false;
  if (missing !== null && !(state.told && !active)) {
    state.expectedVisits = state.expectedVisits * (1 - 1 / (KEPT_DAYS * 24)) + 1;
    state.expectedMissed = state.expectedMissed * (1 - 1 / (KEPT_DAYS * 24)) + (active ? 0 : 1);
    state.missedNow += active ? 0 : 1;
  }
  if (active) {
    state.surprise = 0;
    state.missedNow = 0;
    state.silentSinceMs = null;
    state.told = false;
  } else {
    state.silentSinceMs ??= hourMs;
    if (missing !== null) state.surprise -= Math.log(missing);
    missed = !state.told && state.surprise > LEAST_ENOUGH && state.surprise > enough(state, chance);
    if (missed) {
      state.told = true;
      // An outage says nothing of how exact the schedule is.
      state.expectedMissed = Math.max(0, state.expectedMissed - state.missedNow);
    }
  }
  // What is missing after it was told does not unlearn the schedule.
  if (active || !state.told) visit(state, day, week, active, chance);
  return missed;
}

/** How far a silence is looked into: a run of once a week is missed within. */
const LOOKED_AHEAD_HOURS = 8 * 24;

/**
 * When it will be told that a subject is silent, if it is so from now on; null where not within eight days.
 * @param fromMs the first hour that is not closed yet
 * @returns the start of the hour whose end makes it certain
 */
export function silenceAhead(state: ScheduleState, fromMs: number): number | null {
  if (state.told) return null;
  const ahead: ScheduleState = {
    ...state,
    dayVisits: [...state.dayVisits],
    dayActive: [...state.dayActive],
    weekVisits: [...state.weekVisits],
    weekActive: [...state.weekActive],
  };
  const chance = new Chance(ahead);
  for (let hour = 0; hour < LOOKED_AHEAD_HOURS; hour++) {
    const hourMs = fromMs + hour * HOUR_MS;
    if (takeHour(ahead, hourMs, false, chance)) return hourMs;
  }
  return null;
}

/** The chance that an expected hour stays empty; null for an hour in which nothing is expected. */
function missingChance(state: ScheduleState, day: number, week: number, ofChance: Chance): number | null {
  const weekSeen = state.weekVisits[week] ?? 0;
  const byWeek = isExpected(weekSeen, state.weekActive[week] ?? 0, LEAST_WEEKS);
  const byDay = isExpected(state.dayVisits[day] ?? 0, state.dayActive[day] ?? 0, LEAST_DAYS);
  // Until the week is known, an hour counts that was active on all days.
  if (weekSeen >= LEAST_WEEKS ? !byWeek : !byDay) return null;
  const prior = PRIOR_MISSES + ofChance.share();
  const ofDay = byDay ? chance(state.dayVisits[day] ?? 0, state.dayActive[day] ?? 0, prior) : 1;
  const own = weekSeen >= LEAST_WEEKS ? Math.min(chance(weekSeen, state.weekActive[week] ?? 0, prior), ofDay) : ofDay;
  const pooled = (state.expectedMissed + prior) / (state.expectedVisits + 1);
  return Math.min(1, Math.max(own, pooled));
}

/** How many slots are ever active, and how many of them only now and then; kept up while they change. */
class Slots {
  private ever = 0;
  private sometimes = 0;

  constructor(
    private readonly visits: readonly number[],
    private readonly actives: readonly number[],
  ) {
    for (let index = 0; index < actives.length; index++) this.count(index, 1);
  }

  count(index: number, by: 1 | -1): void {
    const share = (this.actives[index] ?? 0) / Math.max(1, this.visits[index] ?? 0);
    if (share < NOW_AND_THEN) return;
    this.ever += by;
    if (share < EXPECTED_FROM) this.sometimes += by;
  }

  share(): number {
    return this.ever === 0 ? 1 : this.sometimes / this.ever;
  }
}

/** Of the hours of the week that are ever active, the share that is so only now and then; by the day until the week is known. */
class Chance {
  private week: Slots | null = null;
  private day: Slots | null = null;

  constructor(private readonly state: ScheduleState) {}

  share(): number {
    const { weekVisits, weekActive, dayVisits, dayActive } = this.state;
    const known = (weekVisits[0] ?? 0) >= LEAST_WEEKS && (weekVisits[167] ?? 0) >= LEAST_WEEKS;
    if (known) this.week ??= new Slots(weekVisits, weekActive);
    else this.day ??= new Slots(dayVisits, dayActive);
    return (known ? this.week : this.day)?.share() ?? 1;
  }

  /** What `change` does to a slot of the day and one of the week. */
  around(day: number, week: number, change: () => void): void {
    this.day?.count(day, -1);
    this.week?.count(week, -1);
    change();
    this.day?.count(day, 1);
    this.week?.count(week, 1);
  }
}

const isExpected = (visits: number, active: number, least: number): boolean =>
  visits >= least && active / visits >= EXPECTED_FROM;

const chance = (visits: number, active: number, prior: number): number => (visits - active + prior) / (visits + 1);

/** What `enough` never falls below. */
const LEAST_ENOUGH = Math.log(HOURS_A_MONTH / 24 / ACCEPTED_A_MONTH) - 0.001;

/** The more hours are expected in a month, the more improbable one silence must be. */
function enough(state: ScheduleState, ofChance: Chance): number {
  let hours = 0;
  for (let day = 0; day < 24; day++) if ((state.dayActive[day] ?? 0) > 0.5 * (state.dayVisits[day] ?? 0)) hours++;
  // Where activity is chance, empty hours come in company.
  return Math.log((Math.max(1, hours) * HOURS_A_MONTH) / 24 / ACCEPTED_A_MONTH) * (1 + 2 * ofChance.share());
}

function visit(state: ScheduleState, day: number, week: number, active: boolean, ofChance: Chance): void {
  const take = (visits: number[], actives: number[], index: number, kept: number) => {
    visits[index] = (visits[index] ?? 0) * (1 - 1 / kept) + 1;
    actives[index] = (actives[index] ?? 0) * (1 - 1 / kept) + (active ? 1 : 0);
  };
  ofChance.around(day, week, () => {
    take(state.dayVisits, state.dayActive, day, KEPT_DAYS);
    take(state.weekVisits, state.weekActive, week, KEPT_WEEKS);
  });
}
