import { setImmediate as breathe } from "node:timers/promises";
import {
  activeMedian,
  type BaselineMeasure,
  type Condition,
  commonGrowth,
  judgeHour,
  type SubjectKind,
  type Verdict,
} from "@/lib/anomalies/service";
import { pool } from "@/lib/platform/database";
import { DAY_MS, HOUR_MS } from "@/lib/platform/time";
import { learnHours } from "../baselines/learn-hours";
import { newStates, type SubjectStates } from "../baselines/pack-states";
import { judgeClosedHour } from "../evaluation/core/closed-hour";
import { BASELINE_AFTER_MS } from "../evaluation/core/judge-subject";
import type { StoredRule } from "../rules/service";
import { coversRule } from "../rules/service";
import { type Subject, subjectOf } from "../subject";
import { Firings, type Judged, type Seen } from "./firings";
import { type HourRow, readHours } from "./queries/read-hours";

/** A rule judged by hours learns from so far back, whatever part of it is asked for. */
const LEARN_MS = 90 * DAY_MS;
/** The hours that the common growth and similar subjects are taken from. */
const ONE_DAY_HOURS = 24;
/** Past this many hours of subjects, the most spending are judged: constant work each, some microseconds. */
const MOST_HOURS = 1_500_000;

class Past {
  readonly subject: Subject;
  readonly states: SubjectStates = newStates();
  readonly sums: number[] = [];
  private readonly active: number[] = [];
  sinceMs: number | null = null;
  total = 0;
  rows: HourRow[] = [];
  next = 0;

  constructor(subject: Subject) {
    this.subject = subject;
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

async function pasts(kind: SubjectKind, rule: StoredRule, from: Date, to: Date, filterCalls: boolean): Promise<Past[]> {
  const rows = await readHours(pool(), { kind, scope: filterCalls ? rule.scope : {}, from, to });
  const byKey = new Map<string, Past>();
  for (const row of rows) {
    const subject = subjectOf(kind, row);
    if (!subject || (!filterCalls && !coversRule(rule)(subject.scope))) continue;
    let past = byKey.get(subject.key);
    if (!past) {
      past = new Past(subject);
      byKey.set(subject.key, past);
    }
    past.rows.push(row);
    past.total += row.usd;
  }
  return [...byKey.values()];
}

/** What the rules that go by the hour would have said: one pass over the hours, each judged by those before it. */
export async function judgeHours(rule: StoredRule, fromMs: number, toMs: number): Promise<Judged> {
  const { condition } = rule;
  const learns = condition.kind !== "amount";
  const startMs = Math.floor((learns ? Math.min(fromMs, toMs - LEARN_MS) : fromMs) / HOUR_MS) * HOUR_MS;
  const firings = new Firings();
  const notes = [HOW[condition.kind] ?? "Judged by whole hours (UTC)."];
  let first: number | null = null;
  for (const kind of rule.subjects) {
    const all = await pasts(kind, rule, new Date(startMs), new Date(toMs), condition.kind === "amount");
    const most = Math.max(1, Math.floor(MOST_HOURS / Math.max(1, (toMs - startMs) / HOUR_MS)));
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

async function judgeLearning(
  rule: StoredRule,
  all: readonly Past[],
  { kind, firstMs, fromMs, toMs }: Span,
  firings: Firings,
): Promise<void> {
  for (let hourMs = firstMs; hourMs + HOUR_MS <= toMs; hourMs += HOUR_MS) {
    const seen = all.map((past) => ({ past, row: past.at(hourMs) }));
    // What the others grew by is told of them all, not of each: known only once their hour is over.
    const growth = kind === "tenant" ? growthOf(seen) : 1;
    const similar = similarMedian(all);
    const isOld = hourMs - firstMs >= DAY_MS;
    for (const { past, row } of seen) {
      if (!row && past.sinceMs === null) continue;
      past.sinceMs ??= hourMs;
      const { verdicts, silent } = learnHours(past.states, hourMs, hourMs + HOUR_MS, {
        at: () => row && { usd: row.usd, tokens: row.tokens, requests: row.requests, output: row.output },
        common: () => growth,
        isExcluded: () => false,
      });
      if (hourMs >= fromMs) {
        const around = { atMs: hourMs + HOUR_MS, growth, similar, isOld };
        for (const each of judgeOne(rule, past, row, { verdicts, silent }, around))
          firings.see(past.subject, hourMs + HOUR_MS, each);
      }
      past.learnActive(row?.tokens ?? 0);
      past.sums.push(row?.usd ?? 0);
      if (past.sums.length > ONE_DAY_HOURS) past.sums.shift();
    }
    await breathe();
  }
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
  { verdicts, silent }: { verdicts: readonly (readonly [BaselineMeasure, Verdict])[]; silent: boolean },
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
