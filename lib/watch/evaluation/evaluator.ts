import { type TouchedNote, TouchedNotes } from "@/lib/metering/service";
import { nowMs } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { HOUR_MS } from "@/lib/platform/time";
import { followMerges } from "../baselines/follow-merges";
import { noteLate } from "../baselines/late-usage";
import { breather } from "../breathe";
import { rules } from "../rules/service";
import type { Alive } from "./alive";
import { Backlog } from "./backlog";
import { Follow, type Told } from "./core/follow";
import { judgeSubject, type Surroundings } from "./core/judge-subject";
import { EventReader } from "./event-reader";
import { judgeCounted } from "./judge-counted";
import { Latencies } from "./latencies";
import type { LiveSubject } from "./live-subject";
import { LiveUsage } from "./live-usage";
import { noteLook } from "./looks";
import { minuteOf } from "./minutes";
import { latencyRules, type Plan, planOf } from "./plan";
import { Profiles } from "./profiles";
import type { EpisodeKey } from "./queries/episodes";
import { writePosition } from "./queries/position";
import { readAllMinutes, readMinutes, readSeries, type SeriesMinute } from "./queries/read-minutes";
import { raisedOf } from "./raised-of";
import { judgeSlowly } from "./slow-rules";
import { Telling } from "./telling";
import { UserDesk } from "./users/user-desk";
import { userRulesOf } from "./users/user-rules";
import { Widespread } from "./widespread";

/** Rows of minutes that one look reads at most; the newest first, the rest waits for the next. */
const MOST_MINUTES = 4000;
const YOUNG_MS = 24 * HOUR_MS;

/**
 * Judges usage by the rules that are on, for one instance. Each look reads the notes of what was committed since the last one, of the
 * rollups only the minutes they name, and judges the subjects these belong to; once a minute everything that is alive.
 * Safe to run in several instances at once: the database holds each episode to one.
 */
export class Evaluator {
  private readonly notes = new TouchedNotes(true);
  private readonly clock = { nowMs: 0 };
  private readonly latencies = new Latencies();
  private readonly widespread = new Widespread();
  private planned: ReturnType<typeof rules> | null = null;
  private plan: Plan = planOf([]);
  private usage = new LiveUsage([], this.clock);
  private users: UserDesk | null = null;
  private backlog = new Backlog();
  private telling = new Telling(this.clock);
  private profiles = new Profiles(this.clock);
  private events = this.newEvents();
  private follow = this.newFollow();
  private begun = false;
  private sweptMinute = 0;

  /** The closing of an hour changed what is expected: profiles are read anew. */
  followBaselines(): void {
    this.profiles.forget();
  }

  /** One look. Throws when the database does not answer; the next one then begins anew with all that is open. */
  async look(): Promise<void> {
    this.clock.nowMs = nowMs();
    try {
      if (!this.begun || this.planned !== rules()) await this.begin();
      const notes = await this.notes.look(pool());
      this.take(notes);
      const touched = await this.readTouched();
      await this.events.read(touched);
      await this.users?.look();
      const sweep = minuteOf(this.clock.nowMs) !== this.sweptMinute;
      if (sweep) await this.sweep(touched);
      const atHand = touched.size + this.events.spokenOf.size + (this.users?.toJudge ?? 0);
      if (atHand > 0 || this.profiles.isWaiting || sweep) await this.judge(touched, sweep);
      await this.telling.tell();
      if (sweep) await this.swept();
      noteLook(notes);
    } catch (error) {
      this.begun = false;
      throw error;
    }
  }

  /** From what the database has: minutes of the last hour, open episodes, events that nobody judged. */
  private async begin(): Promise<void> {
    await followMerges();
    this.planned = rules();
    this.plan = planOf(this.planned);
    this.usage = new LiveUsage(this.plan.lenses, this.clock);
    const userRules = userRulesOf(this.planned);
    this.users = userRules && new UserDesk(userRules, this.usage, this.clock);
    this.backlog = new Backlog();
    this.telling = new Telling(this.clock);
    this.profiles = new Profiles(this.clock);
    this.events = this.newEvents();
    this.follow = this.newFollow();
    this.sweptMinute = 0;
    await this.notes.begin(pool());
    await this.telling.begin();
    const now = minuteOf(this.clock.nowMs);
    const touched = new Set<LiveSubject>();
    // A few minutes at a time: an hour of a large installation is long.
    for (let from = now - 60; from <= now + 5; from += 5) await this.apply(await readAllMinutes(pool(), from, from + 4), touched);
    await this.events.readMissed();
    this.begun = true;
  }

  private newEvents(): EventReader {
    return new EventReader(this.plan, this.usage, this.clock, (fact) => this.telling.fact(fact));
  }

  private newFollow(): Follow {
    return new Follow(
      this.telling.episodes,
      (subject) => this.widespread.outages.of(subject as LiveSubject),
      (told) => this.told(told),
    );
  }

  private take(notes: readonly TouchedNote[]): void {
    this.users?.note(notes);
    for (const note of notes) {
      this.backlog.add(note, this.clock.nowMs);
      noteLate(note);
      this.events.note(note);
    }
  }

  private async readTouched(): Promise<Set<LiveSubject>> {
    const touched = new Set<LiveSubject>();
    const pairs = this.backlog.take(MOST_MINUTES, this.clock.nowMs);
    await this.apply(await readMinutes(pool(), pairs), touched);
    return touched;
  }

  private async apply(minutes: readonly SeriesMinute[], touched: Set<LiveSubject>): Promise<void> {
    const unknown = new Set<number>();
    for (const { seriesId } of minutes) if (!this.usage.series.has(seriesId)) unknown.add(seriesId);
    for (const [id, names] of await readSeries(pool(), [...unknown])) this.usage.addSeries(id, names);
    const breathe = breather();
    for (const minute of minutes) {
      this.usage.apply(minute, touched);
      await breathe();
    }
  }

  /** Everything alive is looked at once a minute: windows move on, and what was missed is made good. */
  private async sweep(touched: Set<LiveSubject>): Promise<void> {
    const atMs = this.clock.nowMs;
    await this.usage.forget();
    this.events.desk.forget(atMs);
    for (const subject of this.usage.subjects.values()) touched.add(subject);
    await this.latencies.read(this.usage, latencyRules(this.plan), atMs);
    for (const raised of await judgeSlowly(this.plan.byId.values(), this.usage, atMs)) this.telling.fact(raised);
    if (await this.profiles.renew(this.usage)) await this.users?.forgetProfiles(this.profiles.compares);
  }

  private async judge(touched: Set<LiveSubject>, sweep: boolean): Promise<void> {
    const atMs = this.clock.nowMs;
    for (const subject of this.profiles.takeWaiting()) touched.add(subject);
    for (const subject of this.events.spokenOf) touched.add(subject);
    this.events.spokenOf.clear();
    await this.profiles.read(touched);
    this.follow.atMs = atMs;
    const present = { plan: this.plan, usage: this.usage, telling: this.telling, atMs };
    if (sweep) await this.widespread.judgeGrowth(present);
    this.widespread.judgeProviders(present);
    const around: Surroundings = {
      atMs,
      growth: this.widespread.growth,
      similarMedian: this.profiles.similarMedian,
      knowsSeason: this.profiles.isOlder(YOUNG_MS),
    };
    const seen = { desk: this.events.desk, latencies: this.latencies };
    const breathe = breather();
    for (const subject of touched) {
      if (subject.profile === null) continue;
      for (const { rule, covers } of this.rulesOf(subject)) {
        if (!covers(subject.subject.scope)) continue;
        judgeSubject(rule, subject, around, this.follow);
        judgeCounted(rule, subject, seen, this.follow, atMs);
      }
      this.judgeSilence(subject);
      await breathe();
    }
    await this.users?.judge(around, this.follow, sweep);
  }

  private rulesOf(subject: LiveSubject) {
    return this.plan.lenses.find(({ key }) => key === subject.lens)?.rules.get(subject.kind) ?? [];
  }

  /** What was told to be silent and did something is silent no more. */
  private judgeSilence(subject: LiveSubject): void {
    if (subject.lens !== "" || !this.telling.episodes.isFiring("silence", subject.name)) return;
    if (subject.sum(5, "requests") === 0) return;
    this.telling.episodes.drop("silence", subject.name);
    this.telling.end({ ruleId: "silence", subject: subject.name, threshold: "" });
  }

  private told({ rule, threshold, subject, reading, step }: Told): void {
    const key: EpisodeKey = { ruleId: rule.id, subject: subject.name, threshold };
    if (step === "ended") this.telling.end(key);
    else {
      const stored = this.plan.byId.get(rule.id);
      if (stored) this.telling.last(key, step, raisedOf(stored, subject as Alive, threshold, reading, this.clock.nowMs));
    }
  }

  /** Ends what was quiet for long enough, and notes until when all is judged. */
  private async swept(): Promise<void> {
    await this.telling.endQuiet();
    await writePosition(pool(), new Date(this.clock.nowMs));
    this.sweptMinute = minuteOf(this.clock.nowMs);
  }
}
