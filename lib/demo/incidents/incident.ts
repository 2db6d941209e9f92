import type { Call } from "../call";
import type { DemoTenant, Feature } from "../cast";
import { ordinaryCall } from "../ordinary-call";
import { Random } from "../random";
import { DAY_MS } from "../rhythm";

/** Where an incident of the demo is to be found. */
export interface Placed {
  /** I1 to I13 as reported from the field; Q1 to Q3 are those that must stay quiet. */
  id: string;
  title: string;
  /** Null: every tenant. */
  tenant: string | null;
  feature: Feature | null;
  fromMs: number;
  toMs: number;
  /** How it shows, with what was scaled down so that the demo stays small. */
  shows: string;
}

export interface Incident extends Placed {
  /** Factor on a feature's ordinary traffic. */
  rate?: (tenant: DemoTenant, feature: Feature, atMs: number) => number;
  /** Changes an ordinary call. */
  change?: (call: Call, random: Random) => void;
  /** Further calls, those whose time lies within the UTC day. */
  calls?: (dayMs: number) => Call[];
}

export interface Stage {
  seed: number;
  /** First instant of the UTC day the demo was first made on: incidents lie days before it. */
  endDayMs: number;
  tenant: (name: string) => DemoTenant;
}

export function daysBefore(stage: Stage, days: number, hour: number, minute = 0): number {
  return stage.endDayMs - days * DAY_MS + hour * 3_600_000 + minute * 60_000;
}

/** The latest such weekday (0 = Sunday) that lies at least `days` days before the end. */
export function weekdayBefore(stage: Stage, weekday: number, days: number, hour: number): number {
  const at = stage.endDayMs - days * DAY_MS;
  const back = (new Date(at).getUTCDay() - weekday + 7) % 7;
  return at - back * DAY_MS + hour * 3_600_000;
}

export interface Burst {
  tenant: DemoTenant;
  feature: Feature;
  fromMs: number;
  toMs: number;
  /** Begun calls an hour. */
  anHour: number;
  /** Shapes one begun call: into none, one, or with its retries several. */
  make: (call: Call, random: Random, index: number) => Call[];
}

/** Calls at an even pace between two instants; the same whichever day of it is asked for. */
export function burst(
  stage: Stage,
  id: string,
  { tenant, feature, fromMs, toMs, anHour, make }: Burst,
): (dayMs: number) => Call[] {
  const paceMs = 3_600_000 / anHour;
  return (dayMs) => {
    const first = Math.max(0, Math.ceil((dayMs - fromMs) / paceMs));
    const calls: Call[] = [];
    for (let index = first; ; index++) {
      const atMs = fromMs + index * paceMs;
      if (atMs >= Math.min(toMs, dayMs + DAY_MS)) return calls;
      const random = new Random(`${id} ${stage.seed} ${index}`);
      calls.push(...make(ordinaryCall(random, tenant, feature, atMs + random.next() * paceMs), random, index));
    }
  };
}
