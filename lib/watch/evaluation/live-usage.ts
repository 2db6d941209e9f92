import { asRead } from "@/lib/directory/names/service";
import { breather } from "../breathe";
import { subjectOf } from "../subject";
import { HOUR_WINDOW } from "./core/fields";
import type { TenantAtProvider } from "./core/together";
import { type LiveSeries, LiveSubject } from "./live-subject";
import { Minutes, minuteOf, WIDTH } from "./minutes";
import type { Lens } from "./plan";
import type { SeriesMinute, SeriesNames } from "./queries/read-minutes";

const SEPARATOR = "\u001f";

/** The usage of the last hour in memory, by series, by subject and by provider; fed with minutes as the rollups have them. */
export class LiveUsage {
  readonly series = new Map<number, LiveSeries>();
  readonly subjects = new Map<string, LiveSubject>();
  private readonly atProviders = new Map<string, { all: Minutes; tenants: Map<string, Minutes> }>();

  constructor(
    private readonly lenses: readonly Lens[],
    private readonly clock: { nowMs: number },
  ) {}

  addSeries(id: number, names: SeriesNames): void {
    if (this.series.has(id)) return;
    const made: LiveSeries = { id, names, minutes: new Map(), subjects: [], sampledMs: 0 };
    // Its subjects are those of the names that it is read under.
    const read = asRead(names);
    for (const lens of this.lenses) {
      if (!lens.covers(read)) continue;
      for (const kind of lens.rules.keys()) {
        const subject = subjectOf(kind, read);
        if (!subject) continue;
        const key = `${lens.key}${SEPARATOR}${subject.key}`;
        let live = this.subjects.get(key);
        if (!live) {
          live = new LiveSubject(subject, lens.key, this.clock);
          this.subjects.set(key, live);
        }
        live.series.add(made);
        live.providers.add(names.provider);
        made.subjects.push(live);
      }
    }
    this.series.set(id, made);
  }

  subject(lens: string, key: string): LiveSubject | undefined {
    return this.subjects.get(`${lens}${SEPARATOR}${key}`);
  }

  /** Takes a minute of a series as it is now. @param touched gets the subjects that it changed */
  apply({ seriesId, minute, values }: SeriesMinute, touched: Set<LiveSubject>): void {
    const series = this.series.get(seriesId);
    if (!series || minute <= minuteOf(this.clock.nowMs) - HOUR_WINDOW) return;
    const before = series.minutes.get(minute);
    let changed = false;
    const difference = new Float64Array(WIDTH);
    for (let field = 0; field < WIDTH; field++) {
      const step = (values[field] ?? 0) - (before?.[field] ?? 0);
      difference[field] = step;
      changed ||= step !== 0;
    }
    if (!changed) return;
    series.minutes.set(minute, values);
    for (const subject of series.subjects) {
      subject.add(minute, difference);
      touched.add(subject);
    }
    this.addAtProvider(asRead(series.names), minute, difference);
  }

  private addAtProvider({ provider, tenant }: SeriesNames, minute: number, difference: Float64Array): void {
    let known = this.atProviders.get(provider);
    if (!known) {
      known = { all: new Minutes(), tenants: new Map() };
      this.atProviders.set(provider, known);
    }
    let minutes = known.tenants.get(tenant);
    if (!minutes) {
      minutes = new Minutes();
      known.tenants.set(tenant, minutes);
    }
    known.all.add(minute, difference);
    minutes.add(minute, difference);
  }

  get providers(): Iterable<string> {
    return this.atProviders.keys();
  }

  /** What all tenants together send a provider. */
  atProvider(provider: string): Pick<TenantAtProvider, "sum"> {
    const now = minuteOf(this.clock.nowMs);
    return { sum: (count, field) => this.atProviders.get(provider)?.all.sum(now, count, field) ?? 0 };
  }

  partsOf(provider: string): TenantAtProvider[] {
    const now = minuteOf(this.clock.nowMs);
    const parts: TenantAtProvider[] = [];
    for (const [tenant, minutes] of this.atProviders.get(provider)?.tenants ?? [])
      parts.push({ tenant, sum: (count, field) => minutes.sum(now, count, field) });
    return parts;
  }

  /** Drops what lies before the hour. */
  async forget(): Promise<void> {
    const now = minuteOf(this.clock.nowMs);
    const breathe = breather();
    for (const [id, series] of this.series) {
      await breathe();
      for (const minute of series.minutes.keys()) if (minute <= now - HOUR_WINDOW) series.minutes.delete(minute);
      if (series.minutes.size > 0) continue;
      this.series.delete(id);
      for (const subject of series.subjects) subject.series.delete(series);
    }
    for (const [key, subject] of this.subjects) {
      await breathe();
      if (!subject.forget() && subject.series.size === 0) this.subjects.delete(key);
    }
    for (const [provider, { all, tenants }] of this.atProviders) {
      for (const [tenant, minutes] of tenants) if (!minutes.forget(now)) tenants.delete(tenant);
      all.forget(now);
      if (tenants.size === 0) this.atProviders.delete(provider);
      await breathe();
    }
  }
}
