import {
  activeMedian,
  type BaselineMeasure,
  type Condition,
  closeHour,
  commonGrowth,
  judgeHour,
  newBaseline,
  observe,
  type SubjectKind,
  type Verdict,
} from "@/lib/anomalies/service";
import { DAY_MS, HOUR_MS } from "@/lib/platform/time";
import { breather } from "../breathe";
import { judgeClosedHour } from "../evaluation/core/closed-hour";
import { BASELINE_AFTER_MS } from "../evaluation/core/judge-subject";
import { isPerRequest, valuesOfHour } from "../evaluation/core/profile";
import { isUserKind } from "../evaluation/users/user-rules";
import type { StoredRule } from "../rules/service";
import type { Firings, Seen } from "./firings";
import { mayFire } from "./may-fire";
import type { Past } from "./past";
import type { HourRow } from "./queries/read-hours";

/** The hours that the common growth and similar subjects are taken from. */
const ONE_DAY_HOURS = 24;

export interface Span {
  kind: SubjectKind;
  firstMs: number;
  fromMs: number;
  toMs: number;
}

/** What a rule that compares a subject with its past would have said of each of these: one pass over their hours. */
export async function judgeLearning(rule: StoredRule, all: readonly Past[], span: Span, firings: Firings): Promise<void> {
  const { kind, firstMs, fromMs, toMs } = span;
  const { condition } = rule;
  const measures = measuresOf(condition);
  const chosen = new Set(all.filter((past) => mayFire(condition, past, fromMs)));
  if (chosen.size === 0) return;
  // The others are followed where something is taken from all: the growth of tenants, the median of similar subjects.
  const asksAll = kind === "tenant" || condition.kind === "tenant_hour";
  const followed = asksAll ? all : [...chosen];
  const breathe = breather();
  for (let hourMs = firstMs; hourMs + HOUR_MS <= toMs; hourMs += HOUR_MS) {
    const seen = followed.map((past) => ({ past, row: past.at(hourMs) }));
    const growth = kind === "tenant" ? growthOf(seen) : 1;
    const similar = once(() => similarMedian(all));
    const isOld = hourMs - firstMs >= DAY_MS;
    for (const { past, row } of seen) {
      if (!row && past.sinceMs === null) continue;
      past.sinceMs ??= hourMs;
      if (chosen.has(past)) {
        const learned = learn(past, row, hourMs, growth, measures, condition.kind === "silence");
        const around = { atMs: hourMs + HOUR_MS, growth, similar, isOld };
        if (hourMs >= fromMs)
          for (const each of judgeOne(rule, past, row, learned, around)) firings.see(past.subject, hourMs + HOUR_MS, each);
      }
      if (!asksAll) continue;
      past.learnActive(row?.tokens ?? 0);
      past.sums.push(row?.usd ?? 0);
      if (past.sums.length > ONE_DAY_HOURS) past.sums.shift();
    }
    await breathe();
  }
}

/** Works something out when it is first asked for. */
function once<T>(work: () => T): () => T {
  let known: { value: T } | null = null;
  return () => {
    known ??= { value: work() };
    return known.value;
  };
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

const NOTHING = { usd: 0, tokens: 0, requests: 0, output: 0 };

function measuresOf(condition: Condition): ReadonlySet<BaselineMeasure> {
  if (condition.kind === "tenant_hour") return new Set(["tokens"]);
  if (condition.kind === "own_baseline") return new Set(condition.measures);
  return new Set(condition.kind === "against_expected" ? [condition.measure] : []);
}

interface Around {
  atMs: number;
  growth: number;
  similar: () => number | null;
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
      // Asked for by who has no history of their own.
      similarMedian: activeHours < condition.leastActiveHours ? similar() : null,
      isOfTenant: past.subject.scope.tenant !== undefined,
    });
    return [
      { ratio: judged.ratio, actual: row.tokens, threshold: judged.threshold * growth, usd: Math.max(0, judged.impactUsd) },
    ];
  }
  if (condition.kind === "own_baseline") {
    const hour = { atMs, sinceMs: past.sinceMs ?? atMs, usd: row?.usd ?? 0, requests: row?.requests ?? 0, growthBeyond: 1 };
    // Of users, closed hours tell no tokens and requests; their spend stands for that of the sliding hour.
    const isTold = (measure: BaselineMeasure) => !isUserKind(past.subject.kind) || measure === "spend" || isPerRequest(measure);
    const told = verdicts.flatMap(([measure, verdict]) =>
      isTold(measure) ? (judgeClosedHour(rule, condition, measure, verdict, hour) ?? []) : [],
    );
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
