import {
  type BaselineMeasure,
  type Condition,
  cacheCollapsed,
  judgeBaseline,
  judgeHour,
  judgeShare,
  type OwnBaseline,
  type Rule,
  type Severity,
  type Share,
  type TenantHour,
} from "@/lib/anomalies/service";
import { DAY_MS, HOUR_MS } from "@/lib/platform/time";
import { type Field, HOUR_WINDOW, type Windows } from "./fields";
import type { Band, Profile } from "./profile";

/** A rule that is on, as far as judging needs it. */
export type ActiveRule = Pick<Rule, "id" | "severity" | "condition">;

/** One subject as it stands now. */
export interface Watched extends Windows, Profile {
  readonly name: string;
  /** A tenant, or a part of one. */
  readonly isOfTenant: boolean;
}

/** What is the same for every subject of a moment. */
export interface Surroundings {
  atMs: number;
  /** How much everybody grew; 1 where they did not. */
  growth: number;
  /** Median active hour of those with history; null while there are fewer than three, or the installation is young. */
  similarMedian: number | null;
  /** The installation has seen a day. */
  knowsSeason: boolean;
}

/** How far a subject is in the way of one threshold, and what a person is told of it. */
export interface Reading {
  /** Above 1 it fires. */
  ratio: number;
  actual: number;
  expected: number | null;
  low: number | null;
  high: number | null;
  unit: "usd" | "tokens" | "requests" | "share" | "count" | "ms";
  impactUsd: number | null;
  severity: Severity;
}

/** Takes what was judged: the rule's thresholds are told apart by a name, "" where it has one. */
export interface Verdicts {
  isFiring(rule: string, threshold: string, subject: string): boolean;
  take(rule: ActiveRule, threshold: string, subject: Watched, reading: Reading): void;
}

/** What has less than this behind it is left to the ceiling. */
export const BASELINE_AFTER_MS = 5 * DAY_MS;
const YOUNG_SEASON_MS = 4 * DAY_MS;
const YOUNG_SEASON_FACTOR = 4;
const LEAST_ACTIVE_HOURS = 24;
/** Where a mean comes of fewer requests than usual. */
const FEWER_REQUESTS_FACTOR = 3;
/** Minutes over which answers' length is judged. */
const OUTPUT_WINDOWS = [5, 15] as const;
const OUTPUT_THRESHOLDS = { 5: "output_per_request 5 min", 15: "output_per_request 15 min" } as const;
const LEAST_REQUESTS = 20;

const PARTS: Partial<Record<Share["part"], (windows: Windows, minutes: number) => number>> = {
  errors: (windows, minutes) => windows.sum(minutes, "errors"),
  status_429: (windows, minutes) => windows.sum(minutes, "status429"),
  status_5xx: (windows, minutes) => windows.sum(minutes, "status5xx"),
  retries: (windows, minutes) => windows.sum(minutes, "retries"),
  not_429: (windows, minutes) => Math.max(0, windows.sum(minutes, "errors") - windows.sum(minutes, "status429")),
  status_401_403: (windows, minutes) => otherErrors(windows, minutes),
  content_filter: (windows, minutes) => windows.sum(minutes, "filtered"),
  length: (windows, minutes) => windows.sum(minutes, "length"),
};

/** Failures that are neither 429 nor 5xx: no more 401 and 403 than these. */
export const otherErrors = (windows: Windows, minutes: number): number =>
  Math.max(0, windows.sum(minutes, "errors") - windows.sum(minutes, "status429") - windows.sum(minutes, "status5xx"));

/** Judges a subject by one rule over its last minutes. Conditions that need more than counted minutes are left alone. */
export function judgeSubject(rule: ActiveRule, subject: Watched, around: Surroundings, verdicts: Verdicts): void {
  const { condition } = rule;
  if (condition.kind === "tenant_hour") judgeHours(rule, condition, subject, around, verdicts);
  else if (condition.kind === "own_baseline") judgeOwn(rule, condition, subject, around, verdicts);
  else if (condition.kind === "share") judgeShares(rule, condition, subject, verdicts);
  else if (condition.kind === "against_expected") judgeAgainstExpected(rule, condition, subject, around, verdicts);
  else if (condition.kind === "collapse") judgeCache(rule, condition, subject, verdicts);
}

/** The literal form of the tenant rule: a multiple of the median active hour, and dollars. */
export function literalRatio({ factor, leastUsd }: TenantHour, subject: Watched): number {
  const { median } = subject;
  if (median <= 0) return 0;
  const [tokens, usd] = [subject.sum(HOUR_WINDOW, "tokens"), subject.sum(HOUR_WINDOW, "usd")];
  const impact = tokens > 0 ? usd * (1 - median / tokens) : 0;
  return impact >= leastUsd ? tokens / (factor * median) : 0;
}

function judgeHours(
  rule: ActiveRule,
  condition: TenantHour,
  subject: Watched,
  { atMs, growth, similarMedian, knowsSeason }: Surroundings,
  verdicts: Verdicts,
): void {
  const { median, activeHours, isOfTenant } = subject;
  const [tokens, usd] = [subject.sum(HOUR_WINDOW, "tokens"), subject.sum(HOUR_WINDOW, "usd")];
  const isFar = tokens < 0.9 * condition.factor * median && activeHours >= condition.leastActiveHours;
  if (isFar && !verdicts.isFiring(rule.id, "", subject.name)) return;
  const season = knowsSeason ? subject.bandOfHour("tokens", hourOf(atMs)) : null;
  // A season of one night or two is believed, and not to the token.
  const isYoung = subject.sinceMs !== null && atMs - subject.sinceMs < YOUNG_SEASON_MS;
  const seasonalHigh = season && season.high * (isYoung ? YOUNG_SEASON_FACTOR : 1);
  const seen = { tokens: tokens / growth, usd, median, activeHours, seasonalHigh, similarMedian, isOfTenant };
  const { ratio, expected, threshold, impactUsd } = judgeHour(condition, seen);
  if (ratio <= 1 && !verdicts.isFiring(rule.id, "", subject.name)) return;
  verdicts.take(rule, "", subject, {
    ratio,
    actual: tokens,
    expected,
    low: null,
    high: Number.isFinite(threshold) ? threshold * growth : null,
    unit: "tokens",
    impactUsd,
    severity: rule.severity,
  });
}

function judgeOwn(
  rule: ActiveRule,
  condition: OwnBaseline,
  subject: Watched,
  { atMs, growth }: Surroundings,
  verdicts: Verdicts,
): void {
  const hourMs = hourOf(atMs);
  const { sinceMs } = subject;
  const isOld = sinceMs !== null && atMs - sinceMs >= BASELINE_AFTER_MS;
  if (condition.measures.includes("spend") && subject.activeHours >= LEAST_ACTIVE_HOURS && isOld) {
    // The last hour against the band of its own hours.
    const band = subject.bandOfHour("spend", hourMs);
    const actual = subject.sum(HOUR_WINDOW, "usd");
    if (band) {
      const judged = judgeBaseline(condition, { actual, ...band, usdPerUnit: 1, commonFactor: growth });
      if (judged.ratio > 1 || verdicts.isFiring(rule.id, "spend", subject.name))
        verdicts.take(rule, "spend", subject, { ...judged, actual, ...scaled(band, growth), unit: "usd" });
    }
  }
  if (condition.measures.includes("output_per_request"))
    for (const minutes of OUTPUT_WINDOWS) judgeOutput(rule, condition, subject, minutes, hourMs, verdicts);
}

const scaled = ({ expected, low, high }: Band, factor: number) => ({
  expected: expected * factor,
  low: low * factor,
  high: high * factor,
});

/** Output a request of the last minutes; of fewer requests than usual the mean scatters more. */
function judgeOutput(
  rule: ActiveRule,
  own: OwnBaseline,
  subject: Watched,
  minutes: (typeof OUTPUT_WINDOWS)[number],
  hourMs: number,
  verdicts: Verdicts,
): void {
  const requests = subject.sum(minutes, "requests") - subject.sum(minutes, "errors");
  if (requests < LEAST_REQUESTS || subject.usualRequests === 0) return;
  const actual = subject.sum(minutes, "output") / requests;
  const usual = subject.bandOfHour("output_per_request", hourMs);
  if (!usual) return;
  const threshold = OUTPUT_THRESHOLDS[minutes];
  if (actual < 0.9 * own.leastFactor * usual.expected && !verdicts.isFiring(rule.id, threshold, subject.name)) return;
  const band = subject.bandOfMean("output_per_request", hourMs, requests);
  if (!band) return;
  // Of what is per request, the floor is dollars an hour at this pace.
  const usdPerUnit = ((subject.sum(minutes, "usd") / actual) * 60) / minutes;
  const condition = requests < subject.usualRequests ? { ...own, leastFactor: FEWER_REQUESTS_FACTOR } : own;
  const judged = judgeBaseline(condition, { actual, ...band, usdPerUnit, commonFactor: 1 });
  verdicts.take(rule, threshold, subject, { ...judged, actual, ...band, unit: "tokens" });
}

function judgeShares(rule: ActiveRule, condition: Share, subject: Watched, verdicts: Verdicts): void {
  const wasFiring = verdicts.isFiring(rule.id, "", subject.name);
  const part = PARTS[condition.part]?.(subject, condition.windowMinutes) ?? 0;
  if (!wasFiring && part < 1) return;
  const whole = subject.sum(condition.windowMinutes, "requests");
  const usdLastHour = subject.sum(HOUR_WINDOW, "usd");
  const { firing, share, critical } = judgeShare(condition, { part, whole, usdLastHour, wasFiring });
  if (!firing && !wasFiring) return;
  verdicts.take(rule, "", subject, {
    ratio: firing ? Math.max(1.001, share / condition.above) : 0,
    actual: share,
    expected: null,
    low: null,
    high: condition.above,
    unit: "share",
    impactUsd: null,
    severity: critical ? "critical" : rule.severity,
  });
}

function judgeAgainstExpected(
  rule: ActiveRule,
  condition: Extract<Condition, { kind: "against_expected" }>,
  subject: Watched,
  { atMs, growth }: Surroundings,
  verdicts: Verdicts,
): void {
  const isOld = subject.sinceMs !== null && atMs - subject.sinceMs >= BASELINE_AFTER_MS;
  const band = isOld ? subject.bandOfHour(condition.measure, hourOf(atMs)) : null;
  const actual = ofMeasure(subject, condition.measure);
  if (!band || actual === null || band.expected <= 0) return;
  const expected = band.expected * growth;
  const deviation = Math.abs(actual / expected - 1);
  // Less than expected is told as well; of a young minute nothing is.
  const { criticalDeviation } = condition;
  verdicts.take(rule, "", subject, {
    ratio: deviation / condition.deviation,
    actual,
    expected,
    low: expected * (1 - condition.deviation),
    high: expected * (1 + condition.deviation),
    unit: unitOf(condition.measure),
    impactUsd: null,
    severity: criticalDeviation !== null && deviation > criticalDeviation ? "critical" : rule.severity,
  });
}

function judgeCache(
  rule: ActiveRule,
  condition: Extract<Condition, { kind: "collapse" }>,
  subject: Watched,
  verdicts: Verdicts,
): void {
  const usualRate = subject.usualCacheRate;
  const requests = subject.sum(15, "requests");
  const wasFiring = verdicts.isFiring(rule.id, "", subject.name);
  if (usualRate <= 0 || (requests < condition.leastRequests && !wasFiring)) return;
  const input = subject.sum(15, "input");
  const rate = input > 0 ? subject.sum(15, "cacheRead") / input : usualRate;
  const collapsed = cacheCollapsed(condition, { hits: rate * requests, requests, usualRate });
  const border = usualRate * condition.factor;
  verdicts.take(rule, "", subject, {
    ratio: collapsed ? Math.max(1.001, Math.min(10, border / Math.max(rate, 1e-9))) : rate < border / 0.9 ? 0.95 : 0,
    actual: rate,
    expected: usualRate,
    low: border,
    high: null,
    unit: "share",
    impactUsd: null,
    severity: rule.severity,
  });
}

const PER_REQUEST: Partial<Record<BaselineMeasure, Field>> = {
  tokens_per_request: "tokens",
  output_per_request: "output",
  cost_per_request: "usd",
};

function ofMeasure(subject: Watched, measure: BaselineMeasure): number | null {
  if (measure === "spend") return subject.sum(HOUR_WINDOW, "usd");
  if (measure === "tokens" || measure === "requests") return subject.sum(HOUR_WINDOW, measure);
  const requests = subject.sum(HOUR_WINDOW, "requests");
  const field = PER_REQUEST[measure];
  return field && requests >= LEAST_REQUESTS ? subject.sum(HOUR_WINDOW, field) / requests : null;
}

export const unitOf = (measure: BaselineMeasure): Reading["unit"] =>
  measure === "spend" || measure === "cost_per_request" ? "usd" : measure === "requests" ? "requests" : "tokens";

export const hourOf = (atMs: number): number => Math.floor(atMs / HOUR_MS) * HOUR_MS;
