import type { Raised } from "@/lib/alerts/service";
import { nameReadFor } from "@/lib/directory/names/service";
import type { TouchedNote } from "@/lib/metering/service";
import { pool } from "@/lib/platform/database";
import { HOUR_MS, MINUTE_MS } from "@/lib/platform/time";
import { EventDesk } from "./event-desk";
import { whereTheyLie } from "./exceeding";
import type { LiveSeries, LiveSubject } from "./live-subject";
import type { LiveUsage } from "./live-usage";
import { minuteOf } from "./minutes";
import type { Plan } from "./plan";
import { readPosition } from "./queries/position";
import { readExceeding, readNotable, readNotableSince, readSamples, type SeenEvent } from "./queries/read-events";

const MOST_EVENTS = 5000;
const MOST_SAMPLES = 100;
const MOST_BATCHES = 200;
/** One event of a series in so long tells what every event of it would. */
const SAMPLED_EVERY_MS = 15_000;
/** What a crash left unjudged may have been received so long before it was noted. */
const MARGIN_MS = 10 * MINUTE_MS;

/** Looks at single events: those of the batches that were recorded, and samples of every series. */
export class EventReader {
  /** For rules over several events. */
  readonly desk = new EventDesk();
  /** Subjects that events spoke of, beside those whose minutes changed. */
  readonly spokenOf = new Set<LiveSubject>();
  /** What was recorded, and not yet looked at event by event. */
  private readonly recorded: TouchedNote[] = [];

  constructor(
    private readonly plan: Plan,
    private readonly usage: LiveUsage,
    private readonly clock: { readonly nowMs: number },
    private readonly tell: (fact: Raised) => void,
  ) {}

  note(note: TouchedNote): void {
    if (note.cause === "ingest" || note.cause === "correction") this.recorded.push(note);
  }

  /** Events that nobody judged: received since everything was. */
  async readMissed(): Promise<void> {
    const since = await readPosition(pool());
    if (!since) return;
    const from = new Date(Math.max(since.getTime(), this.clock.nowMs - 24 * HOUR_MS) - MARGIN_MS);
    this.look(await readNotableSince(pool(), from, 4 * MOST_EVENTS));
    await this.readExceeding([{ tenants: null, from, to: new Date(this.clock.nowMs + HOUR_MS), received: null }]);
  }

  async read(touched: ReadonlySet<LiveSubject>): Promise<void> {
    const recorded = this.recorded.splice(0, MOST_BATCHES);
    const received = [...new Set(recorded.map(({ notedMs }) => notedMs))];
    const notable = await readNotable(pool(), received, MOST_EVENTS);
    await this.readExceeding(whereTheyLie(recorded));
    const samples = await readSamples(
      pool(),
      this.toSample(touched).map(({ names }) => names),
      new Date(this.clock.nowMs - 5 * MINUTE_MS),
      new Date(this.clock.nowMs + MINUTE_MS),
    );
    this.look([...notable, ...samples]);
  }

  /** What a rule asks for below what is indexed is looked for in every call. */
  private async readExceeding(places: readonly Parameters<typeof readExceeding>[2][]): Promise<void> {
    if (this.plan.exceeding.length === 0) return;
    for (const place of places) for await (const events of readExceeding(pool(), this.plan.exceeding, place)) this.look(events);
  }

  private toSample(touched: ReadonlySet<LiveSubject>): LiveSeries[] {
    const found = new Set<LiveSeries>();
    for (const subject of touched) {
      if (subject.kind !== "tenant") continue;
      for (const series of subject.series) {
        if (found.size >= MOST_SAMPLES) return [...found];
        if (this.clock.nowMs - series.sampledMs < SAMPLED_EVERY_MS) continue;
        if (!series.minutes.has(minuteOf(this.clock.nowMs)) && !series.minutes.has(minuteOf(this.clock.nowMs) - 1)) continue;
        series.sampledMs = this.clock.nowMs;
        found.add(series);
      }
    }
    return [...found];
  }

  private look(events: readonly SeenEvent[]): void {
    if (events.length === 0) return;
    const usualOutput = ({ tenant, feature }: { tenant: string; feature: string }) =>
      this.usage
        .subject("", `tenant=${nameReadFor("tenant", tenant)}|feature=${nameReadFor("feature", feature)}`)
        ?.bandOfHour("output_per_request", hourMs)?.expected ?? null;
    const hourMs = Math.floor(this.clock.nowMs / HOUR_MS) * HOUR_MS;
    for (const raised of this.desk.judge(this.plan.events, events, usualOutput)) this.tell(raised);
    for (const [rule, subjects] of this.desk.note(this.plan.byId.values(), events)) {
      for (const key of subjects) {
        const subject = this.usage.subject(this.plan.lensOf.get(rule) ?? "", key);
        if (subject) this.spokenOf.add(subject);
      }
    }
  }
}
