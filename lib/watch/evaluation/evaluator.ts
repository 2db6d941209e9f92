import type { Raised } from "@/lib/alerts/service";
import { nameReadFor } from "@/lib/directory/names/service";
import { type TouchedNote, TouchedNotes } from "@/lib/metering/service";
import { nowMs } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { HOUR_MS, MINUTE_MS } from "@/lib/platform/time";
import { followMerges } from "../baselines/follow-merges";
import { noteLate } from "../baselines/late-usage";
import { type CommonGrowth, learnSubjects } from "../baselines/learn-subjects";
import { KnownProfile, noProfile } from "../baselines/outlooks";
import { readClosed } from "../baselines/queries/closed-hours";
import { readProfiles, readSimilarMedian, type SubjectName } from "../baselines/queries/read-subjects";
import { breather } from "../breathe";
import { rules } from "../rules/service";
import type { Alive } from "./alive";
import { Backlog } from "./backlog";
import { Episodes, QUIET_AFTER_MS } from "./core/episodes";
import { episodeKey, Follow, type Told } from "./core/follow";
import { judgeSubject, type Surroundings } from "./core/judge-subject";
import { BEYOND_COMMON, GROWTH_TOLD, growthIn, growthRatio, isFine } from "./core/together";
import { EventDesk } from "./event-desk";
import { whereTheyLie } from "./exceeding";
import { judgeCounted } from "./judge-counted";
import { Latencies } from "./latencies";
import type { LiveSeries, LiveSubject } from "./live-subject";
import { LiveUsage } from "./live-usage";
import { noteLook } from "./looks";
import { minuteOf } from "./minutes";
import { Outages } from "./outages";
import { latencyRules, type Plan, planOf } from "./plan";
import { type EpisodeKey, readEpisodes } from "./queries/episodes";
import { readPosition, writePosition } from "./queries/position";
import { readExceeding, readNotable, readNotableSince, readSamples, type SeenEvent } from "./queries/read-events";
import { readAllMinutes, readMinutes, readSeries, type SeriesMinute } from "./queries/read-minutes";
import { type Lasting, tellFindings } from "./raise";
import { growthAlert, outageAlert, raisedOf } from "./raised-of";
import { judgeSlowly } from "./slow-rules";
import { UserDesk } from "./users/user-desk";
import { userRulesOf } from "./users/user-rules";

/** Rows of minutes that one look reads at most; the newest first, the rest waits for the next. */
const MOST_MINUTES = 4000;
const MOST_PROFILES = 1000;
const MOST_EVENTS = 5000;
const MOST_SAMPLES = 100;
const MOST_BATCHES = 200;
/** One event of a series in so long tells what every event of it would. */
const SAMPLED_EVERY_MS = 15_000;
/** What goes on is told anew so often. */
const AMENDED_EVERY_MS = MINUTE_MS;
/** What a crash left unjudged may have been received so long before it was noted. */
const MARGIN_MS = 10 * MINUTE_MS;
const DRIFT_QUIET_MS = 7 * 24 * HOUR_MS;
const YOUNG_MS = 24 * HOUR_MS;
const COMPARE_AFTER_MS = 7 * 24 * HOUR_MS;

/**
 * Judges usage by the rules that are on, for one instance. Each look reads the notes of what was committed since the last one, of the
 * rollups only the minutes they name, and judges the subjects these belong to; once a minute everything that is alive.
 * Safe to run in several instances at once: the database holds each episode to one.
 */
export class Evaluator {
  private readonly notes = new TouchedNotes(true);
  private readonly clock = { nowMs: 0 };
  private plan: Plan = planOf([]);
  private planned: ReturnType<typeof rules> | null = null;
  private usage = new LiveUsage([], this.clock);
  private users: UserDesk | null = null;
  private backlog = new Backlog();
  private episodes = new Episodes();
  private follow: Follow = this.newFollow();
  private outages = new Outages();
  /** For rules over several events, and over latencies. */
  desk = new EventDesk();
  readonly latencies = new Latencies();
  private begun = false;
  private sweptMinute = 0;
  private profiledHour = 0;
  private similarMedian: number | null = null;
  private sinceMs: number | null = null;
  /** Growth of the median tenant, and what one must be beyond. */
  private growth = 1;
  /** What was recorded, and not yet looked at event by event. */
  private recorded: TouchedNote[] = [];
  /** Touched, and without a profile yet. */
  private waiting = new Set<LiveSubject>();
  private lasting: Lasting[] = [];
  private facts: Raised[] = [];
  private ended: EpisodeKey[] = [];
  private readonly amendedMs = new Map<string, { atMs: number; severity: string }>();
  /** Subjects that events spoke of, beside those whose minutes changed. */
  private spokenOf = new Set<LiveSubject>();

  /** The closing of an hour changed what is expected: profiles are read anew. */
  followBaselines(): void {
    this.profiledHour = 0;
  }

  /** One look. Throws when the database does not answer; the next one then begins anew with all that is open. */
  async look(): Promise<void> {
    this.clock.nowMs = nowMs();
    try {
      if (!this.begun || this.planned !== rules()) await this.begin();
      const notes = await this.notes.look(pool());
      this.take(notes);
      const touched = await this.readTouched();
      await this.readEvents(touched);
      await this.users?.look();
      const sweep = minuteOf(this.clock.nowMs) !== this.sweptMinute;
      if (sweep) await this.sweep(touched);
      const atHand = touched.size + this.spokenOf.size + this.waiting.size + (this.users?.toJudge ?? 0);
      if (atHand > 0 || sweep) await this.judge(touched, sweep);
      await this.tell();
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
    this.episodes = new Episodes();
    this.follow = this.newFollow();
    this.desk = new EventDesk();
    this.waiting = new Set();
    this.recorded = [];
    [this.lasting, this.facts, this.ended] = [[], [], []];
    this.amendedMs.clear();
    this.sweptMinute = 0;
    this.profiledHour = 0;
    await this.notes.begin(pool());
    for (const { ruleId, subject, threshold, lastAt } of await readEpisodes(pool()))
      this.episodes.put(episodeKey(ruleId, threshold), subject, lastAt.getTime());
    const now = minuteOf(this.clock.nowMs);
    const touched = new Set<LiveSubject>();
    // A few minutes at a time: an hour of a large installation is long.
    for (let from = now - 60; from <= now + 5; from += 5) await this.apply(await readAllMinutes(pool(), from, from + 4), touched);
    const since = await readPosition(pool());
    if (since) {
      const from = new Date(Math.max(since.getTime(), this.clock.nowMs - 24 * HOUR_MS) - MARGIN_MS);
      this.noteEvents(await readNotableSince(pool(), from, 4 * MOST_EVENTS));
      await this.readExceeding([{ tenants: null, from, to: new Date(this.clock.nowMs + HOUR_MS), received: null }]);
    }
    this.begun = true;
  }

  private take(notes: readonly TouchedNote[]): void {
    this.users?.note(notes);
    for (const note of notes) {
      this.backlog.add(note, this.clock.nowMs);
      noteLate(note);
      if (note.cause === "ingest" || note.cause === "correction") this.recorded.push(note);
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

  private async readEvents(touched: ReadonlySet<LiveSubject>): Promise<void> {
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
    this.noteEvents([...notable, ...samples]);
  }

  /** What a rule asks for below what is indexed is looked for in every call. */
  private async readExceeding(places: readonly Parameters<typeof readExceeding>[2][]): Promise<void> {
    if (this.plan.exceeding.length === 0) return;
    for (const place of places)
      for await (const events of readExceeding(pool(), this.plan.exceeding, place)) this.noteEvents(events);
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

  private noteEvents(events: readonly SeenEvent[]): void {
    if (events.length === 0) return;
    const usualOutput = ({ tenant, feature }: { tenant: string; feature: string }) =>
      this.usage
        .subject("", `tenant=${nameReadFor("tenant", tenant)}|feature=${nameReadFor("feature", feature)}`)
        ?.bandOfHour("output_per_request", hourMs)?.expected ?? null;
    const hourMs = Math.floor(this.clock.nowMs / HOUR_MS) * HOUR_MS;
    for (const raised of this.desk.judge(this.plan.events, events, usualOutput)) this.fact(raised);
    for (const [rule, subjects] of this.desk.note(this.plan.byId.values(), events)) {
      for (const key of subjects) {
        const subject = this.usage.subject(this.plan.lensOf.get(rule) ?? "", key);
        if (subject) this.spokenOf.add(subject);
      }
    }
  }

  /** Everything alive is looked at once a minute: windows move on, and what was missed is made good. */
  private async sweep(touched: Set<LiveSubject>): Promise<void> {
    await this.usage.forget();
    this.desk.forget(this.clock.nowMs);
    for (const subject of this.usage.subjects.values()) touched.add(subject);
    await this.latencies.read(this.usage, latencyRules(this.plan), this.clock.nowMs);
    for (const raised of await judgeSlowly(this.plan.byId.values(), this.usage, this.clock.nowMs)) this.fact(raised);
    const hour = Math.floor(this.clock.nowMs / HOUR_MS);
    if (hour === this.profiledHour) return;
    this.profiledHour = hour;
    for (const subject of this.usage.subjects.values()) subject.profile = null;
    const [everything] = await readProfiles(pool(), [{ tenant: "", subject: "installation" }]);
    this.sinceMs = everything?.sinceMs ?? null;
    this.similarMedian = this.isOlder(COMPARE_AFTER_MS) ? await readSimilarMedian(pool()) : null;
    await this.users?.forgetProfiles(this.isOlder(COMPARE_AFTER_MS));
  }

  /** Whether baselines reach back so far. */
  private isOlder(ms: number): boolean {
    return this.sinceMs !== null && this.clock.nowMs - this.sinceMs >= ms;
  }

  /** Reads what is usual of the subjects that were not looked at before. */
  private async readProfiles(subjects: ReadonlySet<LiveSubject>): Promise<void> {
    const wanted: LiveSubject[] = [];
    for (const subject of subjects) {
      if (subject.profile !== null) continue;
      if (wanted.length < MOST_PROFILES) wanted.push(subject);
      else this.waiting.add(subject);
    }
    if (wanted.length === 0) return;
    const names = new Map<string, SubjectName>(wanted.map(({ stored }) => [stored.subject, stored]));
    const hourMs = Math.floor(this.clock.nowMs / HOUR_MS) * HOUR_MS;
    let found = await this.profilesOf([...names.values()]);
    const late = [...found.values()].filter((profile) => !profile.reaches(hourMs));
    if (late.length > 0) {
      // Of subjects that were idle for hours what is expected now was never worked out.
      const closed = await readClosed(pool(), hourMs - 90 * 24 * HOUR_MS);
      const untilMs = Math.max(...closed.keys()) + HOUR_MS;
      const common: CommonGrowth = (at) => closed.get(at) ?? 1;
      await learnSubjects(
        pool(),
        late.map(({ stored }) => names.get(stored.subject) as SubjectName),
        untilMs,
        common,
      );
      found = await this.profilesOf([...names.values()]);
    }
    for (const subject of wanted) subject.profile = found.get(subject.name) ?? new KnownProfile(noProfile(subject.name));
  }

  private async profilesOf(names: readonly SubjectName[]): Promise<Map<string, KnownProfile>> {
    const stored = await readProfiles(pool(), names);
    return new Map(stored.map((each) => [each.subject, new KnownProfile(each)]));
  }

  private async judge(touched: Set<LiveSubject>, sweep: boolean): Promise<void> {
    for (const subject of this.waiting) touched.add(subject);
    for (const subject of this.spokenOf) touched.add(subject);
    this.waiting.clear();
    this.spokenOf.clear();
    await this.readProfiles(touched);
    this.follow.atMs = this.clock.nowMs;
    if (sweep) await this.judgeGrowth();
    this.judgeProviders();
    const around: Surroundings = {
      atMs: this.clock.nowMs,
      growth: this.growth,
      similarMedian: this.similarMedian,
      knowsSeason: this.isOlder(YOUNG_MS),
    };
    const breathe = breather();
    for (const subject of touched) {
      if (subject.profile === null) continue;
      for (const { rule, covers } of this.rulesOf(subject)) {
        if (!covers(subject.subject.scope)) continue;
        judgeSubject(rule, subject, around, this.follow);
        judgeCounted(rule, subject, this, this.follow, this.clock.nowMs);
      }
      this.judgeSilence(subject);
      await breathe();
    }
    await this.users?.judge(around, this.follow, sweep);
  }

  private rulesOf(subject: LiveSubject) {
    return this.plan.lenses.find(({ key }) => key === subject.lens)?.rules.get(subject.kind) ?? [];
  }

  /** What moves many tenants is looked at before anything is told of one of them. */
  private async judgeGrowth(): Promise<void> {
    const atMs = this.clock.nowMs;
    const breathe = breather();
    const tenants: LiveSubject[] = [];
    const ratios: number[] = [];
    for (const subject of this.usage.subjects.values()) {
      if (subject.kind !== "tenant" || subject.lens !== "") continue;
      tenants.push(subject);
      const ratio = growthRatio(subject, atMs);
      if (ratio !== null) ratios.push(ratio);
      await breathe();
    }
    const { common, certain } = growthIn(ratios);
    const key = episodeKey("own-baseline", "together");
    const own = this.plan.byId.get("own-baseline");
    if (own) {
      const step = this.episodes.follow(atMs, key, "installation", certain / GROWTH_TOLD);
      if (step === "began" || step === "goes on")
        this.last(
          { ruleId: own.id, subject: "installation", threshold: "together" },
          step,
          growthAlert(own, tenants, common, atMs),
        );
    }
    this.growth = this.episodes.isFiring(key, "installation") ? common * BEYOND_COMMON : common;
  }

  private judgeProviders(): void {
    const atMs = this.clock.nowMs;
    const rule = this.plan.byId.get("status-5xx") ?? this.plan.byId.get("error-rate");
    const key = episodeKey(rule?.id ?? "", "together");
    for (const provider of this.usage.providers) {
      const subject = `provider=${provider}`;
      const isOut = this.episodes.isFiring(key, subject);
      if (!isOut && isFine(this.usage.atProvider(provider))) {
        this.outages.forget(provider);
        continue;
      }
      const parts = this.usage.partsOf(provider);
      const hit = this.outages.look(provider, parts, isOut);
      if (!rule) continue;
      const step = this.episodes.follow(atMs, key, subject, hit ? 2 : 0);
      if (hit && (step === "began" || step === "goes on"))
        this.last({ ruleId: rule.id, subject, threshold: "together" }, step, outageAlert(rule, provider, parts, hit, atMs));
    }
  }

  /** What was told to be silent and did something is silent no more. */
  private judgeSilence(subject: LiveSubject): void {
    if (subject.lens !== "" || !this.episodes.isFiring("silence", subject.name)) return;
    if (subject.sum(5, "requests") === 0) return;
    this.episodes.drop("silence", subject.name);
    this.ended.push({ ruleId: "silence", subject: subject.name, threshold: "" });
  }

  private newFollow(): Follow {
    return new Follow(
      this.episodes,
      (subject) => this.outages.of(subject as LiveSubject),
      (told) => this.told(told),
    );
  }

  private told({ rule, threshold, subject, reading, step }: Told): void {
    const key: EpisodeKey = { ruleId: rule.id, subject: subject.name, threshold };
    if (step === "ended") this.ended.push(key);
    else {
      const stored = this.plan.byId.get(rule.id);
      if (stored) this.last(key, step, raisedOf(stored, subject as Alive, threshold, reading, this.clock.nowMs));
    }
  }

  /** What began is told at once, what goes on once a minute or when it became worse. */
  private last(key: EpisodeKey, step: "began" | "goes on", raised: Raised): void {
    if (!this.isDue(JSON.stringify(key), raised) && step === "goes on") return;
    this.lasting.push({ key, began: step === "began", raised });
  }

  /** The same fact from event after event is one. */
  private fact(raised: Raised): void {
    const { ruleId, subject, episode, threshold } = raised;
    if (this.isDue(JSON.stringify([ruleId, subject.key, episode, threshold]), raised)) this.facts.push(raised);
  }

  private isDue(text: string, { severity }: Raised): boolean {
    const before = this.amendedMs.get(text);
    if (before?.severity === severity && this.clock.nowMs - before.atMs < AMENDED_EVERY_MS) return false;
    this.amendedMs.set(text, { atMs: this.clock.nowMs, severity });
    return true;
  }

  private async tell(): Promise<void> {
    const at = new Date(this.clock.nowMs);
    const [lasting, facts, ended] = [this.lasting, this.facts, this.ended];
    [this.lasting, this.facts, this.ended] = [[], [], []];
    const quietSince = at;
    const gone = await tellFindings({ lasting, facts, ended, quietSince, at });
    // Ended by another instance: what still holds begins anew.
    for (const { ruleId, subject, threshold } of gone) this.episodes.drop(episodeKey(ruleId, threshold), subject);
  }

  /** Ends what was quiet for long enough, also of subjects that did nothing since, and notes until when all is judged. */
  private async swept(): Promise<void> {
    const stored = await readEpisodes(pool());
    const open = new Set<string>();
    for (const { ruleId, subject, threshold, lastAt } of stored) {
      const key = episodeKey(ruleId, threshold);
      open.add(`${key} ${subject}`);
      // What another instance, or the closing of an hour, has told.
      if (!this.episodes.isFiring(key, subject)) this.episodes.put(key, subject, lastAt.getTime());
    }
    const over: EpisodeKey[] = [];
    for (const { ruleId, subject, threshold, lastAt } of stored) {
      const quietMs = threshold.startsWith("drift") ? DRIFT_QUIET_MS : QUIET_AFTER_MS;
      if (ruleId === "silence" || this.clock.nowMs - lastAt.getTime() <= quietMs) continue;
      over.push({ ruleId, subject, threshold });
      this.episodes.drop(episodeKey(ruleId, threshold), subject);
    }
    for (const [text, { atMs }] of this.amendedMs) if (this.clock.nowMs - atMs > QUIET_AFTER_MS) this.amendedMs.delete(text);
    for (const [key, subject] of [...this.episodes.all()]) if (!open.has(`${key} ${subject}`)) this.episodes.drop(key, subject);
    this.ended.push(...over);
    await this.tell();
    await writePosition(pool(), new Date(this.clock.nowMs));
    this.sweptMinute = minuteOf(this.clock.nowMs);
  }
}
