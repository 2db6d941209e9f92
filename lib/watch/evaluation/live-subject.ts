import type { SubjectKind } from "@/lib/anomalies/service";
import type { Subject } from "../subject";
import type { Alive, Part } from "./alive";
import { type Field, HOUR_WINDOW } from "./core/fields";
import { Minutes, minuteOf } from "./minutes";
import { Profiled } from "./profiled";
import type { SeriesNames } from "./queries/read-minutes";

const PACE_MINUTES = 10;

/** One series with the minutes of its last hour, as they were read. */
export interface LiveSeries {
  id: number;
  names: SeriesNames;
  minutes: Map<number, Float64Array>;
  subjects: LiveSubject[];
  /** When one of its events was last looked at. */
  sampledMs: number;
}

/** A subject that did something within the hour. */
export class LiveSubject extends Profiled implements Alive {
  private readonly minutes = new Minutes();
  readonly series = new Set<LiveSeries>();
  readonly providers = new Set<string>();
  /**
   * @param lens part of the usage that a rule is narrowed to, as text; "" for all of it
   * @param clock when it is
   */
  constructor(
    subject: Subject,
    readonly lens: string,
    private readonly clock: { nowMs: number },
  ) {
    super(subject);
  }

  get kind(): SubjectKind {
    return this.subject.kind;
  }

  add(minute: number, difference: Float64Array): void {
    this.minutes.add(minute, difference);
  }

  forget(): boolean {
    return this.minutes.forget(minuteOf(this.clock.nowMs));
  }

  sum(minutes: number, field: Field): number {
    return this.minutes.sum(minuteOf(this.clock.nowMs), minutes, field);
  }

  /** The tenants that did anything of it within so many minutes, the dearest first. */
  tenantsWithin(minutes: number): { tenant: string; usd: number; requests: number }[] {
    const now = minuteOf(this.clock.nowMs);
    const found = new Map<string, { tenant: string; usd: number; requests: number }>();
    for (const { names, minutes: own } of this.series) {
      for (const [minute, values] of own) {
        if (minute > now || minute <= now - minutes || !values[0]) continue;
        const sum = found.get(names.tenant) ?? { tenant: names.tenant, usd: 0, requests: 0 };
        sum.requests += values[0];
        sum.usd += values[2] ?? 0;
        found.set(names.tenant, sum);
      }
    }
    return [...found.values()].sort((left, right) => right.usd - left.usd);
  }

  tenantNames(): string[] {
    return this.tenantsWithin(HOUR_WINDOW).map(({ tenant }) => tenant);
  }

  usdPerHour(): number {
    return (this.sum(PACE_MINUTES, "usd") * 60) / PACE_MINUTES;
  }

  parts(): Part[] {
    return [...this.series].map(({ names, minutes }) => {
      let [usd, requests] = [0, 0];
      for (const values of minutes.values()) {
        requests += values[0] ?? 0;
        usd += values[2] ?? 0;
      }
      return { names, usd, requests };
    });
  }
}
