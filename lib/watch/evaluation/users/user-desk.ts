import type { TouchedNote } from "@/lib/metering/service";
import { pool } from "@/lib/platform/database";
import { MINUTE_MS } from "@/lib/platform/time";
import { usersProfiles } from "../../baselines/learn-users";
import { readSimilarMedian } from "../../baselines/queries/read-subjects";
import { breather } from "../../breathe";
import { subjectOf } from "../../subject";
import type { Follow } from "../core/follow";
import { judgeSubject, type Surroundings, type Verdicts } from "../core/judge-subject";
import type { LiveUsage } from "../live-usage";
import { minuteOf } from "../minutes";
import { LiveUser } from "./live-user";
import { readDearUsers, readUserMinutes, readUserQuarters, type UserQuarter } from "./queries/read-users";
import type { UserKind, UserRules } from "./user-rules";
import { quartersOf, UserUsage } from "./user-usage";

/** Users that are looked at, at most; the dearest. */
const MOST_USERS = 2000;
/** Of those that were touched, one look reads so many; the rest waits for the next. */
const MOST_A_LOOK = 500;
/** More than this touched at once is left to the sweep. */
const MOST_WAITING = 20_000;
/** From this part of a rule's least dollars on a user is kept in sight, so that the own past is known before it is needed. */
const IN_SIGHT = 0.5;
/** Minutes of the oldest quarter are not read from events for tenants with more requests than this in the hour. */
const MOST_REQUESTS = 200_000;
/** A sweep takes at most this share of the time. */
const SWEEP_SHARE = 20;

interface Known {
  usage: UserUsage;
  subjects: LiveUser[];
}

/**
 * Users in sight: those who cost enough within the hour for a rule to speak of them. Each look reads the quarters of users that
 * transactions named in their notes; once a minute the dearest are looked for anew, which finds what notes did not tell.
 */
export class UserDesk {
  private readonly known = new Map<string, Known>();
  private readonly waiting = new Set<string>();
  private touched = new Set<LiveUser>();
  private sweptMs = Number.NEGATIVE_INFINITY;
  private sweepTookMs = 0;
  private similarMedian: number | null = null;

  constructor(
    private readonly rules: UserRules,
    private readonly usage: LiveUsage,
    private readonly clock: { nowMs: number },
  ) {}

  note(notes: readonly TouchedNote[]): void {
    for (const { users } of notes) for (const user of users) this.waiting.add(user);
    // All of them are found by the next sweep.
    if (this.waiting.size > MOST_WAITING) this.waiting.clear();
  }

  /** The closing of an hour changed what is expected. */
  forgetProfiles(similar: boolean): Promise<void> {
    for (const { subjects } of this.known.values()) for (const subject of subjects) subject.profile = null;
    return this.readSimilar(similar);
  }

  private async readSimilar(compares: boolean): Promise<void> {
    this.similarMedian = compares ? await readSimilarMedian(pool(), ["user", "tenant_user"]) : null;
  }

  /** Reads what changed; once a minute who is to be kept in sight. */
  async look(): Promise<void> {
    const { nowMs } = this.clock;
    const isDue = nowMs - this.sweptMs >= Math.max(MINUTE_MS, SWEEP_SHARE * this.sweepTookMs) || nowMs < this.sweptMs;
    const users = new Set<string>();
    for (const user of this.waiting) {
      if (users.size >= MOST_A_LOOK) break;
      users.add(user);
      this.waiting.delete(user);
    }
    if (isDue) {
      const began = performance.now();
      const quarters = quartersOf(minuteOf(nowMs));
      const dear = new Set(await readDearUsers(pool(), quarters, this.leastInSight, MOST_USERS));
      for (const user of this.known.keys()) if (!dear.has(user)) this.known.delete(user);
      for (const user of dear) users.add(user);
      this.sweepTookMs = performance.now() - began;
      this.sweptMs = nowMs;
    }
    await this.read([...users]);
  }

  private get leastInSight(): number {
    return this.rules.leastUsd * IN_SIGHT;
  }

  private async read(users: readonly string[]): Promise<void> {
    const now = minuteOf(this.clock.nowMs);
    const byUser = new Map<string, UserQuarter[]>(users.map((user) => [user, []]));
    for (const row of await readUserQuarters(pool(), users, quartersOf(now))) byUser.get(row.user)?.push(row);
    for (const [user, rows] of byUser) {
      let known = this.known.get(user);
      if (known) known.usage.replace(rows);
      const usage = known?.usage ?? new UserUsage(rows);
      if (usage.mostUsd(now) < this.leastInSight || usage.tenants().size === 0) {
        this.known.delete(user);
        continue;
      }
      if (!known) {
        if (this.known.size >= MOST_USERS) continue;
        known = { usage, subjects: [] };
        this.known.set(user, known);
      }
      this.subjectsOf(user, known);
      for (const subject of known.subjects) this.touched.add(subject);
    }
  }

  /** The user, and the user of each tenant. */
  private subjectsOf(user: string, { usage, subjects }: Known): void {
    const names = (id: number) => this.usage.series.get(id)?.names;
    const add = (kind: "user" | "tenant_user", tenant?: string) => {
      const subject = subjectOf(kind, { user, tenant });
      if (!subject || subjects.some(({ name }) => name === subject.key)) return;
      subjects.push(new LiveUser(subject, usage, this.clock, names));
    };
    const tenants = usage.tenantsRead();
    // All of one tenant's: told of that tenant's user alone, where the rule speaks of both.
    const isBoth = ({ kinds }: { kinds: readonly UserKind[] }) => kinds.includes("tenant_user") && tenants.size === 1;
    if (this.rules.rules.some((each) => each.kinds.includes("user") && !isBoth(each))) add("user");
    if (this.rules.rules.some(({ kinds }) => kinds.includes("tenant_user")))
      for (const tenant of tenants) add("tenant_user", tenant);
  }

  /** The minutes of the oldest quarter, of those whose hour they decide. */
  private async readMinutes(users: ReadonlySet<UserUsage>): Promise<void> {
    const now = minuteOf(this.clock.nowMs);
    const wanted = new Map<string, { usage: UserUsage; tenants: ReadonlySet<string> }>();
    const [quarter = 0] = quartersOf(now);
    for (const [user, { usage }] of this.known) {
      if (!users.has(usage) || usage.missing(now) === null) continue;
      const tenants = usage.tenants();
      if ([...tenants].every((tenant) => this.requestsOf(tenant) <= MOST_REQUESTS)) wanted.set(user, { usage, tenants });
    }
    const pairs = [...wanted].flatMap(([user, { tenants }]) => [...tenants].map((tenant) => [tenant, user] as const));
    const rows = await readUserMinutes(pool(), pairs, quarter);
    for (const [user, { usage }] of wanted)
      usage.putMinutes(
        quarter,
        rows.filter((row) => row.user === user),
      );
  }

  private requestsOf(tenant: string): number {
    return this.usage.subject("", `tenant=${tenant}`)?.sum(61, "requests") ?? 0;
  }

  /** How many were touched and not judged. */
  get toJudge(): number {
    return this.touched.size;
  }

  /** Judges who was touched, at a sweep everybody in sight. */
  async judge(around: Surroundings, follow: Follow, sweep: boolean): Promise<void> {
    if (sweep) for (const { subjects } of this.known.values()) for (const subject of subjects) this.touched.add(subject);
    const touched = [...this.touched];
    this.touched = new Set();
    if (touched.length === 0) return;
    const unread = touched.filter(({ profile }) => profile === null);
    const profiles = await usersProfiles(unread, this.clock.nowMs);
    for (const subject of unread) {
      subject.profile = profiles.get(subject.name) ?? null;
      // The turn of the others comes with the next looks.
      if (subject.profile === null) this.touched.add(subject);
    }
    const own: Surroundings = { ...around, similarMedian: this.similarMedian ?? around.similarMedian };
    const near = await this.near(touched, own, follow);
    await this.readMinutes(new Set([...near].map(({ usage }) => usage)));
    for (const subject of near) this.judgeOne(subject, own, follow);
  }

  /** Who fires, or would if all of the oldest quarter lay within the hour. */
  private async near(touched: readonly LiveUser[], around: Surroundings, follow: Follow): Promise<Set<LiveUser>> {
    const near = new Set<LiveUser>();
    const breathe = breather();
    for (const subject of touched) {
      const verdicts: Verdicts = {
        isFiring: (rule, threshold, name) => follow.isFiring(rule, threshold, name),
        take: () => near.add(subject),
      };
      subject.usage.atMost = true;
      this.judgeOne(subject, around, verdicts);
      subject.usage.atMost = false;
      await breathe();
    }
    return near;
  }

  private judgeOne(subject: LiveUser, around: Surroundings, verdicts: Verdicts): void {
    const { kind, scope } = subject.subject;
    if (subject.profile === null) return;
    for (const { rule, covers, kinds } of this.rules.rules) {
      if (!kinds.some((each) => each === kind) || !covers(scope)) continue;
      if (kind === "user" && kinds.includes("tenant_user") && subject.isOfOneTenant()) continue;
      judgeSubject(rule, subject, around, verdicts);
    }
  }
}
