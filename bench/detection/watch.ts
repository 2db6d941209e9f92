import {
  commonGrowth,
  crossing,
  errorsTogether,
  judgeBaseline,
  judgeHour,
  judgeShare,
  type OwnBaseline,
  READY_MADE_RULES,
  type Share,
  type TenantHour,
} from "../../lib/anomalies/service";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../lib/platform/time";
import type { Company } from "./company";
import type { Injected } from "./incidents";
import type { MinuteOf } from "./minutes";
import { type Measure, Subject } from "./subject";

export interface Told {
  atMs: number;
  rule: string;
  subject: string;
  /** -1: everybody. */
  tenant: number;
}

const conditionOf = <T>(id: string): T => {
  const rule = READY_MADE_RULES.find((each) => each.id === id);
  if (!rule?.on) throw new RangeError(`no rule ${id} is on`);
  return rule.condition as T;
};
const HOUR_RULE = conditionOf<TenantHour>("tenant-hour");
const BASELINE = conditionOf<OwnBaseline>("own-baseline");
const SHARES = [
  ["status-429", "m3", "status429", conditionOf<Share>("status-429")],
  ["status-5xx", "m5", "status5xx", conditionOf<Share>("status-5xx")],
  ["error-rate", "m10", "errors", conditionOf<Share>("error-rate")],
  ["retry-share", "m10", "retries", conditionOf<Share>("retry-share")],
] as const;
const ATTEMPTS = conditionOf<{ above: number }>("attempts").above;
const CRITICAL_ERRORS = new Set(["status-5xx", "error-rate"]);
const FEWER_REQUESTS_FACTOR = 3;
const TOGETHER_ABOVE = 0.04;
const PROVIDERS = ["openai", "anthropic", "google"];
const OUTPUT_RULES = {
  m5: ["own-baseline output_per_request over 5 min", 5],
  m15: ["own-baseline output_per_request over 15 min", 15],
} as const;
/** A young installation has nobody to compare a newcomer with. */
const COMPARE_AFTER_DAYS = 7;
const SEASON_AFTER_DAYS = 1;
const BASELINE_AFTER_DAYS = 5;
/** While everybody grows, one is news that grows this much more than they do. */
const BEYOND_COMMON = 3;
const QUIET_AFTER_MS = 60 * MINUTE_MS;

/** The rules that are on by default, over every tenant and every feature of it, minute after minute. */
export class Watch {
  readonly told: Told[] = [];
  /** The literal rule alone: ten times the median of active hours, at least $1. */
  readonly literal: Told[] = [];
  readonly subjects: Subject[];
  private readonly tenants: Subject[];
  private readonly firing = new Map<string, Map<string, { lastMs: number }>>();
  private readonly providers: Map<string, number[]>;
  private readonly once = new Set<string>();
  private growth = 1;
  /** Growth of the median tenant, without what one of them may have beyond it. */
  private common = 1;
  private similar: number | null = null;
  private readonly hit = new Map<string, Set<number>>();

  constructor(
    private readonly company: Company,
    private readonly startMs: number,
    days: number,
  ) {
    const hours = days * 24 + 1;
    this.tenants = Array.from({ length: company.tenants }, (_, tenant) => new Subject(`tenant ${tenant}`, tenant, null, hours));
    const cells = company.cells.map(
      (cell) => new Subject(`tenant ${cell.tenant} feature ${cell.index}`, cell.tenant, cell.index, hours),
    );
    this.subjects = [...this.tenants, ...cells];
    this.providers = new Map(
      PROVIDERS.map((name) => [name, company.cells.filter((cell) => cell.provider === name).map(({ index }) => index)]),
    );
  }

  minute(atMs: number, now: readonly MinuteOf[], running: readonly Injected[]): void {
    const totals = this.totals(now);
    for (const subject of this.subjects) {
      const own = subject.cell === null ? totals[subject.tenant] : now[subject.cell];
      if (own) subject.push(own);
    }
    this.together(atMs);
    for (const subject of this.subjects) {
      const own = subject.cell === null ? totals[subject.tenant] : now[subject.cell];
      if (own && !(subject.idle && own.requests === 0)) this.judge(subject, own, atMs);
    }
    for (const { facts, fromMs, tenant, cell } of running)
      if (atMs === fromMs)
        for (const fact of facts ?? []) this.tell(this.told, atMs, fact, `tenant ${tenant} feature ${cell}`, tenant);
    if ((atMs + MINUTE_MS) % HOUR_MS === 0) this.closeHour(atMs + MINUTE_MS - HOUR_MS);
  }

  private totals(now: readonly MinuteOf[]): MinuteOf[] {
    const totals: MinuteOf[] = this.tenants.map(() => ({
      requests: 0,
      tokens: 0,
      output: 0,
      usd: 0,
      errors: 0,
      status429: 0,
      status5xx: 0,
      status401: 0,
      retries: 0,
      maxAttempt: 0,
      burned: 0,
    }));
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
    const hourMs = Math.floor(atMs / HOUR_MS) * HOUR_MS;
    const ratios: number[] = [];
    for (const subject of this.tenants) {
      if (subject.activeHours < 24 * 7 || subject.idle) continue;
      const band = subject.bandOfHour("spend", hourMs);
      if (band && band.expected > 0) ratios.push(subject.sum("hour", "usd") / band.expected);
    }
    this.common = commonGrowth(ratios);
    this.growth = this.common;
    this.follow(atMs, "together-growth", "installation", -1, this.common / 2);
    if (this.isFiring("together-growth", "installation")) this.growth *= BEYOND_COMMON;
    for (const [provider, indexes] of this.providers) this.providerErrors(atMs, provider, indexes);
  }

  private providerErrors(atMs: number, provider: string, indexes: readonly number[]): void {
    // Three minutes where there is traffic; at night ten must do.
    const hit = this.errorsOf(indexes, "m3") ?? this.errorsOf(indexes, "m10");
    this.follow(atMs, "together-errors", provider, -1, hit ? 2 : 0);
    if (hit) this.hit.set(provider, new Set(indexes.map((index) => this.company.cells[index]?.tenant ?? -1)));
    else if (!this.isFiring("together-errors", provider)) this.hit.delete(provider);
  }

  private errorsOf(indexes: readonly number[], window: "m3" | "m10"): string[] | null {
    const { tenants } = this.company;
    const of = (index: number, field: "status5xx" | "requests") => this.subjects[tenants + index]?.sum(window, field) ?? 0;
    let [failed, requests] = [0, 0];
    for (const index of indexes) {
      failed += of(index, "status5xx");
      requests += of(index, "requests");
    }
    if (failed <= TOGETHER_ABOVE * requests) return null;
    const shares = indexes.map((index) => ({
      tenant: String(this.company.cells[index]?.tenant),
      part: of(index, "status5xx"),
      whole: of(index, "requests"),
    }));
    return errorsTogether(shares, TOGETHER_ABOVE);
  }

  private judge(subject: Subject, own: MinuteOf, atMs: number): void {
    const hourMs = Math.floor(atMs / HOUR_MS) * HOUR_MS;
    const { name, tenant } = subject;
    const [tokens, usd] = [subject.sum("hour", "tokens"), subject.sum("hour", "usd")];
    this.judgeHours(subject, atMs, hourMs, tokens, usd);
    const spend = subject.bandOfHour("spend", hourMs);
    // The last hour against the band of its own hours; what has less than a week behind it is left to the ceiling.
    if (spend && subject.activeHours >= 24 && atMs - subject.states.spend.firstMs >= BASELINE_AFTER_DAYS * DAY_MS) {
      const { ratio } = judgeBaseline(BASELINE, { actual: usd, ...spend, usdPerUnit: 1, commonFactor: this.growth });
      this.follow(atMs, "own-baseline spend", name, tenant, ratio);
    }
    for (const window of ["m5", "m15"] as const) this.judgeOutput(subject, window, atMs, hourMs);
    for (const [rule, window, field, condition] of SHARES) {
      const wasFiring = this.isFiring(rule, name);
      if (!wasFiring && subject.sum(window, field) < 1) continue;
      const everybody = CRITICAL_ERRORS.has(rule) && [...this.hit.values()].some((tenants) => tenants.has(tenant));
      const { firing, share } = judgeShare(condition, {
        part: subject.sum(window, field),
        whole: subject.sum(window, "requests"),
        usdLastHour: usd,
        wasFiring,
      });
      this.follow(atMs, rule, name, tenant, firing && !everybody ? Math.max(1.001, share / condition.above) : 0);
    }
    this.follow(atMs, "attempts", name, tenant, own.maxAttempt / ATTEMPTS);
  }

  private judgeHours(subject: Subject, atMs: number, hourMs: number, tokens: number, usd: number): void {
    const { median, activeHours, name, tenant } = subject;
    if (subject.cell === null && median > 0) {
      const impact = tokens > 0 ? usd * (1 - median / tokens) : 0;
      this.follow(atMs, "literal 10x", name, tenant, impact >= 1 ? tokens / (10 * median) : 0, this.literal);
    }
    if (tokens < 9 * median && activeHours >= 24 && !this.isFiring("tenant-hour", name)) return;
    const known = atMs - this.startMs >= SEASON_AFTER_DAYS * DAY_MS;
    const seasonalHigh = known ? (subject.bandOfHour("tokens", hourMs)?.high ?? null) : null;
    const { ratio } = judgeHour(HOUR_RULE, {
      tokens: tokens / this.growth,
      usd,
      median,
      activeHours,
      seasonalHigh,
      similarMedian: this.similar,
    });
    this.follow(atMs, "tenant-hour", name, tenant, ratio);
  }

  /** Output a request of the last minutes; of fewer requests than usual the mean scatters more. */
  private judgeOutput(subject: Subject, window: "m5" | "m15", atMs: number, hourMs: number): void {
    const requests = subject.sum(window, "requests") - subject.sum(window, "errors");
    if (requests < 20 || subject.usualRequests === 0) return;
    const [rule, minutes] = OUTPUT_RULES[window];
    const actual = subject.sum(window, "output") / requests;
    const usual = subject.bandOfHour("output_per_request", hourMs);
    if (!usual || (actual < 0.9 * BASELINE.leastFactor * usual.expected && !this.isFiring(rule, subject.name))) return;
    const band = subject.bandOfMean("output_per_request", hourMs, requests);
    if (!band) return;
    // Of what is per request, the floor is dollars an hour at this pace.
    const usdPerUnit = ((subject.sum(window, "usd") / actual) * 60) / minutes;
    const condition = requests < subject.usualRequests ? { ...BASELINE, leastFactor: FEWER_REQUESTS_FACTOR } : BASELINE;
    const { ratio } = judgeBaseline(condition, { actual, ...band, usdPerUnit, commonFactor: 1 });
    this.follow(atMs, rule, subject.name, subject.tenant, ratio);
  }

  private closeHour(hourMs: number): void {
    const index = Math.round((hourMs - this.startMs) / HOUR_MS);
    const atMs = hourMs + HOUR_MS;
    for (const subject of this.subjects) {
      const { verdicts, silent } = subject.closeHour(hourMs, index, this.common);
      if (silent) this.tell(this.told, atMs, "silence", subject.name, subject.tenant);
      for (const [measure, verdict, requests] of verdicts) this.closed(subject, atMs, measure, verdict, requests);
      if (atMs % (24 * HOUR_MS) === 0) subject.refreshMedian(index + 1);
    }
    if (atMs % (24 * HOUR_MS) === 0) {
      const old = atMs - this.startMs >= COMPARE_AFTER_DAYS * DAY_MS;
      const medians = this.subjects.filter(({ activeHours }) => activeHours >= 24).map(({ median }) => median);
      medians.sort((left, right) => left - right);
      this.similar = old && medians.length >= 3 ? (medians[medians.length >> 1] ?? null) : null;
    }
  }

  /** What the closed hour says. Spend, tokens and requests are told when above; what is per request also when it drifts up. */
  private closed(
    subject: Subject,
    atMs: number,
    measure: Measure,
    {
      alert,
      finding,
      value,
      expected,
      high,
    }: { alert: boolean; finding: string | null; value: number; expected: number; high: number },
    requests: number,
  ): void {
    if (atMs - subject.states.spend.firstMs < BASELINE_AFTER_DAYS * DAY_MS) return;
    if (!alert || (finding !== "above" && finding !== "drift_up")) return;
    const usd = subject.sum("hour", "usd");
    if (finding === "drift_up") {
      // Growth of totals is what a forecast tells; longer answers at the same traffic are what nobody sees.
      const perRequest = measure.endsWith("_per_request");
      if (perRequest && usd * 24 >= BASELINE.leastUsd)
        this.tell(this.told, atMs, `drift ${measure}`, subject.name, subject.tenant);
      return;
    }
    const usdPerUnit = value > 0 ? usd / value : 0;
    const { ratio } = judgeBaseline(BASELINE, {
      actual: value,
      expected,
      high,
      usdPerUnit,
      // What everybody shares was taken out of the value before.
      commonFactor: measure.endsWith("_per_request") ? 1 : this.growth / this.common,
    });
    if (ratio > 1 && requests > 0) this.tell(this.told, atMs, `own-baseline ${measure}`, subject.name, subject.tenant);
  }

  /** Tells the beginning of an episode; it ends nine tenths below, or where the subject went idle, an hour later. */
  private follow(atMs: number, rule: string, subject: string, tenant: number, ratio: number, told = this.told): void {
    let subjects = this.firing.get(rule);
    if (!subjects) {
      subjects = new Map();
      this.firing.set(rule, subjects);
    }
    const last = subjects.get(subject);
    if (!last && ratio <= 1) return;
    const before = last && atMs - last.lastMs <= QUIET_AFTER_MS ? last : undefined;
    const { firing, began } = crossing(before !== undefined, ratio, 1);
    if (began) this.tell(told, atMs, rule, subject, tenant);
    if (firing) subjects.set(subject, { lastMs: atMs });
    else if (last && !before) subjects.delete(subject);
  }

  private isFiring(rule: string, subject: string): boolean {
    return this.firing.get(rule)?.has(subject) ?? false;
  }

  private tell(told: Told[], atMs: number, rule: string, subject: string, tenant: number): void {
    const key = `${rule} ${subject} ${atMs}`;
    if (told === this.told && this.once.has(key)) return;
    this.once.add(key);
    told.push({ atMs, rule, subject, tenant });
  }
}
