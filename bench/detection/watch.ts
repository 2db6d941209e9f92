import { READY_MADE_RULES } from "../../lib/anomalies/service";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../lib/platform/time";
import { judgeClosedHour } from "../../lib/watch/evaluation/core/closed-hour";
import { Episodes } from "../../lib/watch/evaluation/core/episodes";
import { episodeKey, Follow, type Outage } from "../../lib/watch/evaluation/core/follow";
import { type ActiveRule, judgeSubject, literalRatio } from "../../lib/watch/evaluation/core/judge-subject";
import { similarMedianOf } from "../../lib/watch/evaluation/core/profile";
import {
  BEYOND_COMMON,
  GROWTH_TOLD,
  growthOf,
  hitAtProvider,
  mayBeOutage,
  type TenantAtProvider,
} from "../../lib/watch/evaluation/core/together";
import type { Company } from "./company";
import type { Injected } from "./incidents";
import type { MinuteOf } from "./minutes";
import { Subject } from "./subject";
import { Users } from "./users";

export interface Told {
  atMs: number;
  rule: string;
  subject: string;
  /** -1: everybody. */
  tenant: number;
}

const JUDGED = new Set(["tenant_hour", "own_baseline", "share"]);
const RULES: readonly ActiveRule[] = READY_MADE_RULES.filter(({ on, condition }) => on && JUDGED.has(condition.kind));
/** What a user's sliding hour is judged by. */
const USER_RULES = RULES.filter(({ condition }) => condition.kind === "tenant_hour" || condition.kind === "own_baseline");
const NOTHING: MinuteOf = {
  ...{ requests: 0, tokens: 0, output: 0, usd: 0, errors: 0, status429: 0, status5xx: 0, status401: 0, retries: 0 },
  ...{ maxAttempt: 0, burned: 0 },
};
const ruleOf = (id: string) => {
  const found = READY_MADE_RULES.find((each) => each.id === id);
  if (!found?.on) throw new RangeError(`no rule ${id} is on`);
  return found;
};
const OWN = ruleOf("own-baseline");
const HOUR = ruleOf("tenant-hour");
const ATTEMPTS = (ruleOf("attempts").condition as { above: number }).above;
const PROVIDERS = ["openai", "anthropic", "google"];
/** A young installation has nobody to compare a newcomer with. */
const COMPARE_AFTER_DAYS = 7;
const SEASON_AFTER_DAYS = 1;

/** The rules that are on by default, over every tenant and every feature of it, minute after minute: the product's own judgement. */
export class Watch {
  readonly told: Told[] = [];
  /** The literal rule alone: ten times the median of active hours, at least $1. */
  readonly literal: Told[] = [];
  readonly subjects: Subject[];
  private readonly tenants: Subject[];
  private readonly users: Users;
  private readonly episodes = new Episodes();
  private readonly follow: Follow;
  private readonly providers: Map<string, TenantAtProvider[]>;
  private readonly outages = new Map<string, { hit: ReadonlySet<string>; perhaps: boolean }>();
  private readonly providersOf: Set<string>[];
  private readonly once = new Set<string>();
  private growth = 1;
  /** Growth of the median tenant, without what one of them may have beyond it. */
  private common = 1;
  private similar: number | null = null;
  private similarUsers: number | null = null;

  constructor(
    private readonly company: Company,
    private readonly startMs: number,
    days: number,
    seed: number,
  ) {
    const hours = days * 24 + 1;
    this.users = new Users(seed, company, hours, NOTHING);
    this.tenants = Array.from({ length: company.tenants }, (_, tenant) => new Subject(`tenant ${tenant}`, tenant, null, hours));
    const cells = company.cells.map(
      (cell) => new Subject(`tenant ${cell.tenant} feature ${cell.index}`, cell.tenant, cell.index, hours),
    );
    this.subjects = [...this.tenants, ...cells];
    this.providers = new Map(
      PROVIDERS.map((name) => [
        name,
        company.cells.filter((cell) => cell.provider === name).map(({ index }) => this.part(index)),
      ]),
    );
    this.providersOf = this.tenants.map(
      (_, tenant) => new Set(company.cells.filter((cell) => cell.tenant === tenant).map(({ provider }) => provider)),
    );
    this.follow = new Follow(
      this.episodes,
      (subject) => this.outageOf(subject as Subject),
      ({ rule, threshold, subject, step }) => {
        const name = threshold === "" ? rule.id : `${rule.id} ${threshold}`;
        if (step === "began") this.tell(this.told, this.follow.atMs, name, subject.name, (subject as Subject).tenant);
      },
    );
  }

  private part(cell: number): TenantAtProvider {
    const tenant = String(this.company.cells[cell]?.tenant);
    const subject = this.subjects[this.company.tenants + cell] as Subject;
    return { tenant, sum: (minutes, field) => subject.sum(minutes, field) };
  }

  minute(atMs: number, now: readonly MinuteOf[], running: readonly Injected[]): void {
    const totals = this.totals(now);
    this.follow.atMs = atMs;
    for (const subject of this.subjects) {
      const own = subject.cell === null ? totals[subject.tenant] : now[subject.cell];
      if (own) subject.push(own);
    }
    this.users.push(atMs, now);
    this.together(atMs);
    const around = {
      atMs,
      growth: this.growth,
      similarMedian: this.similar,
      knowsSeason: atMs - this.startMs >= SEASON_AFTER_DAYS * DAY_MS,
    };
    for (const subject of this.subjects) {
      const own = subject.cell === null ? totals[subject.tenant] : now[subject.cell];
      if (!own || (subject.idle && own.requests === 0)) continue;
      for (const rule of RULES) judgeSubject(rule, subject, around, this.follow);
      this.step(atMs, "attempts", subject, own.maxAttempt / ATTEMPTS);
      if (subject.cell === null && HOUR.condition.kind === "tenant_hour")
        this.step(atMs, "literal 10x", subject, literalRatio(HOUR.condition, subject), this.literal);
    }
    for (const user of this.users.list)
      if (!user.idle)
        for (const rule of USER_RULES)
          judgeSubject(rule, user, { ...around, similarMedian: this.similarUsers ?? this.similar }, this.follow);
    for (const { facts, fromMs, tenant, cell } of running)
      if (atMs === fromMs)
        for (const fact of facts ?? []) this.tell(this.told, atMs, fact, `tenant ${tenant} feature ${cell}`, tenant);
    if ((atMs + MINUTE_MS) % HOUR_MS === 0) this.closeHour(atMs + MINUTE_MS - HOUR_MS);
  }

  private totals(now: readonly MinuteOf[]): MinuteOf[] {
    const totals: MinuteOf[] = this.tenants.map(() => ({ ...NOTHING }));
    for (const cell of this.company.cells) {
      const [total, own] = [totals[cell.tenant], now[cell.index]];
      if (!total || !own || own.requests === 0) continue;
      total.requests += own.requests;
      total.tokens += own.tokens;
      total.output += own.output;
      total.usd += own.usd;
      total.errors += own.errors;
      total.status429 += own.status429;
      total.status5xx += own.status5xx;
      total.retries += own.retries;
      total.maxAttempt = Math.max(total.maxAttempt, own.maxAttempt);
    }
    return totals;
  }

  /** What moves many tenants is one fact where it happens; it is looked at before anything is told of one of them. */
  private together(atMs: number): void {
    const { common, certain } = growthOf(this.tenants, atMs);
    this.common = common;
    this.growth = this.common;
    this.stepOf(atMs, "together-growth", "installation", certain / GROWTH_TOLD);
    if (this.episodes.isFiring("together-growth", "installation")) this.growth *= BEYOND_COMMON;
    for (const [provider, parts] of this.providers) {
      const hit = hitAtProvider(parts);
      this.stepOf(atMs, "together-errors", provider, hit ? 2 : 0);
      const before = this.episodes.isFiring("together-errors", provider) ? this.outages.get(provider)?.hit : undefined;
      this.outages.set(provider, {
        // Who was hit stays so until it is over.
        hit: hit ? new Set(parts.map(({ tenant }) => tenant)) : (before ?? new Set()),
        perhaps: hit === null && mayBeOutage(parts),
      });
    }
  }

  private outageOf(subject: Subject): Outage {
    let perhaps = false;
    for (const [provider, outage] of this.outages) {
      if (outage.hit.has(String(subject.tenant))) return "yes";
      perhaps ||= outage.perhaps && this.providersOf[subject.tenant]?.has(provider) === true;
    }
    return perhaps ? "perhaps" : "no";
  }

  private closeHour(hourMs: number): void {
    const index = Math.round((hourMs - this.startMs) / HOUR_MS);
    const atMs = hourMs + HOUR_MS;
    for (const subject of [...this.subjects, ...this.users.list]) {
      const { verdicts, silent } = subject.closeHour(hourMs, index, this.common);
      // People come and go.
      if (silent && !this.users.list.some((user) => user === subject))
        this.tell(this.told, atMs, "silence", subject.name, subject.tenant);
      for (const [measure, verdict, requests] of verdicts) {
        if (OWN.condition.kind !== "own_baseline") continue;
        const found = judgeClosedHour(OWN, OWN.condition, measure, verdict, {
          atMs,
          sinceMs: subject.states.spend.firstMs,
          usd: subject.sum(61, "usd"),
          requests,
          growthBeyond: this.growth / this.common,
          perRequestAlone: this.users.list.some((user) => user === subject),
        });
        if (found) this.tell(this.told, atMs, episodeKey(OWN.id, found.threshold), subject.name, subject.tenant);
      }
      if (atMs % DAY_MS === 0) subject.refreshMedian(index + 1);
    }
    if (atMs % DAY_MS !== 0) return;
    const isOld = atMs - this.startMs >= COMPARE_AFTER_DAYS * DAY_MS;
    this.similar = isOld ? similarMedianOf(this.subjects) : null;
    this.similarUsers = isOld ? similarMedianOf(this.users.list) : null;
  }

  private step(atMs: number, rule: string, subject: Subject, ratio: number, told = this.told): void {
    this.stepOf(atMs, rule, subject.name, ratio, subject.tenant, told);
  }

  private stepOf(atMs: number, rule: string, subject: string, ratio: number, tenant = -1, told = this.told): void {
    if (this.episodes.follow(atMs, rule, subject, ratio) === "began") this.tell(told, atMs, rule, subject, tenant);
  }

  private tell(told: Told[], atMs: number, rule: string, subject: string, tenant: number): void {
    const key = `${rule} ${subject} ${atMs}`;
    if (told === this.told && this.once.has(key)) return;
    this.once.add(key);
    told.push({ atMs, rule, subject, tenant });
  }
}
