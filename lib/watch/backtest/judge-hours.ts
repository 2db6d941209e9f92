import { setImmediate as breathe } from "node:timers/promises";
import {
  activeMedian,
  type BaselineMeasure,
  type BaselineState,
  type Condition,
  closeHour,
  commonGrowth,
  judgeHour,
  newBaseline,
  newSchedule,
  observe,
  type SubjectKind,
  type TenantHour,
  type Verdict,
} from "@/lib/anomalies/service";
import { asRead, nameReadFor } from "@/lib/directory/names/service";
import { pool } from "@/lib/platform/database";
import { DAY_MS, HOUR_MS } from "@/lib/platform/time";
import { readUserHours } from "../baselines/queries/user-hours";
import { judgeClosedHour } from "../evaluation/core/closed-hour";
import { BASELINE_AFTER_MS } from "../evaluation/core/judge-subject";
import { isPerRequest, LEAST_REQUESTS, valuesOfHour } from "../evaluation/core/profile";
import type { StoredRule } from "../rules/service";
import { coversRule } from "../rules/service";
import { type Subject, subjectOf } from "../subject";
import { Firings, type Judged, type Seen } from "./firings";
import { findDearUsers } from "./queries/dear-users";
import { type HourRow, readHours } from "./queries/read-hours";

/** A rule judged by hours learns from so far back, whatever part of it is asked for. */
const LEARN_MS = 90 * DAY_MS;
/** The hours that the common growth and similar subjects are taken from. */
const ONE_DAY_HOURS = 24;
/** Past this many hours of subjects, the most spending are judged: constant work each, some microseconds. */
const MOST_HOURS = 1_500_000;

class Past {
  readonly subject: Subject;
  readonly baselines = new Map<BaselineMeasure, BaselineState>();
  readonly schedule = newSchedule();
  readonly sums: number[] = [];
  private readonly active: number[] = [];
  sinceMs: number | null = null;
  total = 0;
  rows: HourRow[] = [];
  next = 0;

  constructor(subject: Subject) {
    this.subject = subject;
  }

  /** Rows come in the order of their hours; those of one hour add up. */
  add(row: HourRow): void {
    this.total += row.usd;
    const last = this.rows.at(-1);
    if (last?.hour.getTime() !== row.hour.getTime()) {
      this.rows.push({ ...row });
      return;
    }
    last.requests += row.requests;
    last.errors += row.errors;
    last.tokens += row.tokens;
    last.output += row.output;
    last.usd += row.usd;
  }

  /** The row of an hour; hours come in order. */
  at(hourMs: number): HourRow | undefined {
    const row = this.rows[this.next];
    if (row?.hour.getTime() !== hourMs) return undefined;
    this.next += 1;
    return row;
  }

  get median(): number {
    const { active } = this;
    const half = active.length >> 1;
    return active.length === 0
      ? 0
      : active.length % 2 === 1
        ? (active[half] ?? 0)
        : ((active[half] ?? 0) + (active[half - 1] ?? 0)) / 2;
  }

  get activeHours(): number {
    return this.active.length;
  }

  /** Keeps the active hours sorted. */
  learnActive(tokens: number): void {
    if (tokens <= 0) return;
    let low = 0;
    let high = this.active.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.active[middle] ?? 0) < tokens) low = middle + 1;
      else high = middle;
    }
    this.active.splice(low, 0, tokens);
  }
}

/** The hours of every subject of these kinds, from one reading where there is not too much to add up. */
async function pastsOf(kinds: readonly SubjectKind[], rule: StoredRule, from: Date, to: Date): Promise<Map<SubjectKind, Past[]>> {
  const countsCalls = rule.condition.kind === "amount";
  const scope = countsCalls ? rule.scope : {};
  const found = new Map<SubjectKind, Past[]>();
  const users = kinds.filter((kind) => kind.includes("user"));
  const others = kinds.filter((kind) => !kind.includes("user"));
  for (const together of [users, others]) {
    if (together.length === 0) continue;
    const isLearning = together === users && !countsCalls;
    const rows = isLearning ? await hoursOfUsers(rule, from, to) : await readHours(pool(), { kinds: together, scope, from, to });
    const several = isLearning && together.includes("tenant_user") ? usersOfSeveral(rows) : null;
    for (const kind of together) {
      const byKey = new Map<string, Past>();
      for (const row of rows) {
        // All of one tenant's: told of that tenant's user alone, as the evaluation does.
        if (kind === "user" && several && !several.has(row.user ?? "")) continue;
        const subject = subjectOf(kind, asRead(row));
        if (!subject || (!countsCalls && !coversRule(rule)(subject.scope))) continue;
        let past = byKey.get(subject.key);
        if (!past) {
          past = new Past(subject);
          byKey.set(subject.key, past);
        }
        past.add(row);
      }
      found.set(kind, [...byKey.values()]);
    }
  }
  return found;
}

function usersOfSeveral(rows: readonly HourRow[]): ReadonlySet<string> {
  const tenantOf = new Map<string, string>();
  const several = new Set<string>();
  for (const { user, tenant: sent } of rows) {
    const tenant = nameReadFor("tenant", sent ?? "");
    const known = tenantOf.get(user ?? "");
    if (known === undefined) tenantOf.set(user ?? "", tenant);
    else if (known !== tenant) several.add(user ?? "");
  }
  return several;
}

/** The hours of the users of whom such a rule could speak, the dearest. */
async function hoursOfUsers({ condition, scope }: StoredRule, from: Date, to: Date): Promise<HourRow[]> {
  const most = mostSubjects(from.getTime(), to.getTime());
  const leastUsd = "leastUsd" in condition ? condition.leastUsd : 0;
  const users = await findDearUsers(pool(), { scope, from, to, leastUsd, most });
  return readUserHours(pool(), users, from, to);
}

const mostSubjects = (fromMs: number, toMs: number): number =>
  Math.max(1, Math.floor(MOST_HOURS / Math.max(1, (toMs - fromMs) / HOUR_MS)));

/** What the rules that go by the hour would have said: one pass over the hours, each judged by those before it. */
export async function judgeHours(rule: StoredRule, fromMs: number, toMs: number): Promise<Judged> {
  const { condition } = rule;
  const learns = condition.kind !== "amount";
  const startMs = Math.floor((learns ? Math.min(fromMs, toMs - LEARN_MS) : fromMs) / HOUR_MS) * HOUR_MS;
  const firings = new Firings();
  const notes = [HOW[condition.kind] ?? "Judged by whole hours (UTC)."];
  let first: number | null = null;
  for (const [kind, all] of await pastsOf(rule.subjects, rule, new Date(startMs), new Date(toMs))) {
    const most = mostSubjects(startMs, toMs);
    if (learns && all.length > most)
      notes.push(`Of ${all.length} subjects of kind ${kind} the ${most} that spent most were judged.`);
    const judged = learns ? all.sort((a, b) => b.total - a.total).slice(0, most) : all;
    const firstMs = Math.min(...judged.map(({ rows }) => rows[0]?.hour.getTime() ?? Number.POSITIVE_INFINITY));
    if (!Number.isFinite(firstMs)) continue;
    first = Math.min(first ?? firstMs, firstMs);
    if (learns) await judgeLearning(rule, judged, { kind, firstMs, fromMs, toMs }, firings);
    else judgeAmounts(condition as Extract<Condition, { kind: "amount" }>, judged, fromMs, firings);
  }
  return { firings: firings.found, fromMs: first === null ? null : Math.max(first, fromMs), note: notes.join(" ") };
}

const HOW: Partial<Record<Condition["kind"], string>> = {
  amount: "Judged by whole hours (UTC); within an hour it would have fired somewhat earlier.",
  tenant_hour: "Judged by whole hours (UTC), each by those before it; the sliding hour fires somewhat earlier.",
  own_baseline:
    "Judged by whole hours (UTC), each by those before it; what shows only within minutes (output a request) is left out.",
  against_expected: "Judged by whole hours (UTC), each by those before it.",
  silence: "Judged by whole hours (UTC), each by those before it.",
};

function judgeAmounts(
  condition: Extract<Condition, { kind: "amount" }>,
  all: readonly Past[],
  fromMs: number,
  firings: Firings,
): void {
  const hours = Math.max(1, Math.round((condition.windowMinutes ?? 60) / 60));
  const measureOf = (row: HourRow) =>
    condition.amount === "spend_usd" ? row.usd : condition.amount === "output_tokens" ? row.output : row.tokens;
  for (const { subject, rows } of all) {
    let begin = 0;
    let sum = 0;
    let usd = 0;
    for (const row of rows) {
      const atMs = row.hour.getTime();
      sum += measureOf(row);
      usd += row.usd;
      for (let old = rows[begin]; old && old.hour.getTime() <= atMs - hours * HOUR_MS; old = rows[++begin]) {
        sum -= measureOf(old);
        usd -= old.usd;
      }
      const began = firings.isFiring(subject.key);
      if (atMs >= fromMs)
        firings.see(subject, atMs + HOUR_MS, {
          ratio: sum / condition.above,
          actual: sum,
          threshold: condition.above,
          usd: began ? row.usd : usd,
        });
    }
  }
}

interface Span {
  kind: SubjectKind;
  firstMs: number;
  fromMs: number;
  toMs: number;
}

async function judgeLearning(rule: StoredRule, all: readonly Past[], span: Span, firings: Firings): Promise<void> {
  const { kind, firstMs, fromMs, toMs } = span;
  const measures = measuresOf(rule.condition);
  const chosen = new Set(all.filter((past) => mayFire(rule.condition, past, fromMs)));
  for (let hourMs = firstMs; hourMs + HOUR_MS <= toMs; hourMs += HOUR_MS) {
    const seen = all.map((past) => ({ past, row: past.at(hourMs) }));
    const growth = kind === "tenant" ? growthOf(seen) : 1;
    const similar = rule.condition.kind === "tenant_hour" && hourMs >= fromMs ? similarMedian(all) : null;
    const isOld = hourMs - firstMs >= DAY_MS;
    for (const { past, row } of seen) {
      if (!row && past.sinceMs === null) continue;
      past.sinceMs ??= hourMs;
      if (chosen.has(past)) {
        const learned = learn(past, row, hourMs, growth, measures, rule.condition.kind === "silence");
        const around = { atMs: hourMs + HOUR_MS, growth, similar, isOld };
        if (hourMs >= fromMs)
          for (const each of judgeOne(rule, past, row, learned, around)) firings.see(past.subject, hourMs + HOUR_MS, each);
      }
      past.learnActive(row?.tokens ?? 0);
      past.sums.push(row?.usd ?? 0);
      if (past.sums.length > ONE_DAY_HOURS) past.sums.shift();
    }
    await breathe();
  }
}

interface Learned {
  verdicts: (readonly [BaselineMeasure, Verdict])[];
  silent: boolean;
}

/** Takes an hour into what is remembered of a subject, as far as the rule asks for it. */
function learn(
  past: Past,
  row: HourRow | undefined,
  hourMs: number,
  growth: number,
  measures: ReadonlySet<BaselineMeasure>,
  listens: boolean,
): Learned {
  const verdicts: Learned["verdicts"] = [];
  if (measures.size > 0)
    for (const [measure, value] of valuesOfHour(row ?? NOTHING, growth)) {
      if (!measures.has(measure)) continue;
      let state = past.baselines.get(measure);
      if (!state) {
        state = newBaseline();
        past.baselines.set(measure, state);
      }
      verdicts.push([measure, observe(state, hourMs, value)]);
    }
  return { verdicts, silent: listens && closeHour(past.schedule, hourMs, (row?.requests ?? 0) > 0) };
}

/** Whether an hour is beyond the multiple of the median before it, or the ceiling: the season may only raise that. */
function exceeds(condition: TenantHour, subject: Subject, rows: readonly HourRow[], fromMs: number): boolean {
  const before = new Past(subject);
  return rows.some(({ hour, tokens, usd }) => {
    const cold = before.activeHours < condition.leastActiveHours;
    const least = cold ? condition.ceilingTokens : condition.factor * before.median;
    before.learnActive(tokens);
    return hour.getTime() >= fromMs && usd >= condition.leastUsd && tokens > least;
  });
}

const NOTHING = { usd: 0, tokens: 0, requests: 0, output: 0 };

function measuresOf(condition: Condition): ReadonlySet<BaselineMeasure> {
  if (condition.kind === "tenant_hour") return new Set(["tokens"]);
  if (condition.kind === "own_baseline") return new Set(condition.measures);
  return new Set(condition.kind === "against_expected" ? [condition.measure] : []);
}

/** Whether a rule could speak of a subject at all: what never had the dollars or the tokens needs no baseline. Leaves nobody out who could fire. */
function mayFire(condition: Condition, { subject, rows }: Past, fromMs: number): boolean {
  const asked = rows.filter(({ hour }) => hour.getTime() >= fromMs);
  if (condition.kind === "tenant_hour")
    return asked.some(({ usd }) => usd >= condition.leastUsd) && exceeds(condition, subject, rows, fromMs);
  if (condition.kind !== "own_baseline") return true;
  if (asked.some(({ usd }) => usd >= condition.leastUsd)) return true;
  // A drift is told of what is per request, from a dollar a day on.
  const drifts = condition.measures.some(isPerRequest);
  return drifts && asked.some(({ usd, requests }) => requests >= LEAST_REQUESTS && usd * 24 >= condition.leastUsd);
}

interface Around {
  atMs: number;
  growth: number;
  similar: number | null;
  isOld: boolean;
}

function judgeOne(
  rule: StoredRule,
  past: Past,
  row: HourRow | undefined,
  { verdicts, silent }: Learned,
  { atMs, growth, similar, isOld }: Around,
): Seen[] {
  const { condition } = rule;
  const verdictOf = (measure: BaselineMeasure) => verdicts.find(([name]) => name === measure)?.[1];
  if (condition.kind === "silence") return silent ? [{ ratio: 2, actual: 0, threshold: null, usd: null }] : [];
  if (condition.kind === "tenant_hour") {
    if (!row) return [{ ratio: 0, actual: 0, threshold: null, usd: null }];
    const { median, activeHours } = past;
    const seasonalHigh = isOld ? (verdictOf("tokens")?.high ?? null) : null;
    const judged = judgeHour(condition, {
      tokens: row.tokens / growth,
      usd: row.usd,
      median,
      activeHours,
      seasonalHigh,
      similarMedian: similar,
    });
    return [
      { ratio: judged.ratio, actual: row.tokens, threshold: judged.threshold * growth, usd: Math.max(0, judged.impactUsd) },
    ];
  }
  if (condition.kind === "own_baseline") {
    const hour = { atMs, sinceMs: past.sinceMs ?? atMs, usd: row?.usd ?? 0, requests: row?.requests ?? 0, growthBeyond: 1 };
    const told = verdicts.flatMap(([measure, verdict]) => judgeClosedHour(rule, condition, measure, verdict, hour) ?? []);
    const [worst] = told.sort((a, b) => (b.reading.impactUsd ?? 0) - (a.reading.impactUsd ?? 0));
    if (!worst) return [{ ratio: 0, actual: null, threshold: null, usd: 0 }];
    const { ratio, actual, high, impactUsd } = worst.reading;
    return [{ ratio, actual, threshold: high, usd: impactUsd }];
  }
  if (condition.kind !== "against_expected" || atMs - (past.sinceMs ?? atMs) < BASELINE_AFTER_MS) return [];
  const verdict = verdictOf(condition.measure);
  if (!verdict || verdict.expected <= 0) return [];
  const ratio = Math.abs(verdict.value / verdict.expected - 1) / condition.deviation;
  return [{ ratio, actual: verdict.value, threshold: verdict.expected * (1 + condition.deviation), usd: row?.usd ?? 0 }];
}

function growthOf(seen: readonly { past: Past; row: HourRow | undefined }[]): number {
  const ratios: number[] = [];
  for (const { past, row } of seen) {
    const usual = past.sums.length < ONE_DAY_HOURS ? 0 : past.sums.reduce((sum, usd) => sum + usd, 0) / ONE_DAY_HOURS;
    if (usual > 0 && past.activeHours >= ONE_DAY_HOURS) ratios.push((row?.usd ?? 0) / usual);
  }
  return commonGrowth(ratios);
}

function similarMedian(all: readonly Past[]): number | null {
  const medians = all.filter(({ activeHours }) => activeHours >= ONE_DAY_HOURS).map(({ median }) => median);
  return medians.length < 3 ? null : (activeMedian(medians)?.median ?? null);
}
