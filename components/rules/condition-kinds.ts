import {
  AMOUNTS,
  type CONDITION_KINDS,
  COUNTERS,
  FACTS,
  MEASURES,
  PERCENTILES,
  type SUBJECT_KINDS,
} from "@/lib/watch/rules/choices";
import type { RuleAnswer } from "@/lib/watch/rules/contract";
import { AMOUNT_NAMES, COUNTER_NAMES, FACT_NAMES, MEASURE_NAMES } from "./rule-words";

export type ConditionKind = (typeof CONDITION_KINDS)[number];
export type Condition = RuleAnswer["condition"];
type SubjectKind = (typeof SUBJECT_KINDS)[number];

interface Option {
  value: string;
  label: string;
}

/** One field of a condition: how it is asked for. */
export type ConditionField = { name: string; label: string; hint?: string } & (
  | { as: "number" /** What an empty field means, where it may be empty. */; empty?: string }
  /** Kept as a part of one, asked for in percent. */
  | { as: "percent"; empty?: string }
  | { as: "choice"; options: readonly Option[]; isNumber?: boolean }
  | { as: "choices"; options: readonly Option[] }
  | { as: "switch" }
  /** Null stands for every name. */
  | { as: "names" }
);

interface Kind {
  label: string;
  /** When one wants it. */
  hint: string;
  fields: readonly ConditionField[];
  /** What a new rule of the kind begins with. */
  start: Condition;
  subjects: readonly SubjectKind[];
}

const options = (values: readonly (string | number)[], names: Readonly<Record<string, string>>): Option[] =>
  values.map((value) => ({ value: String(value), label: names[value] ?? String(value) }));

const MEASURE: ConditionField = { name: "measure", label: "Of what", as: "choice", options: options(MEASURES, MEASURE_NAMES) };
const MINUTES: ConditionField = { name: "window_minutes", label: "Within minutes", as: "number" };
const LEAST_USD: ConditionField = { name: "least_usd", label: "Least dollars of impact", as: "number" };
const LEAST_REQUESTS: ConditionField = { name: "least_requests", label: "Least requests", as: "number" };
const CRITICAL = "no critical step";

/** Every kind of condition that a rule may have, in the order in which they are offered. */
export const CONDITIONS: Readonly<Record<ConditionKind, Kind>> = {
  amount: {
    label: "An amount above a number",
    hint: "Dollars, tokens, attempts or latency: of a span of time, or of a single call.",
    fields: [
      { name: "amount", label: "Of what", as: "choice", options: options(AMOUNTS, AMOUNT_NAMES) },
      { ...MINUTES, as: "number", empty: "of one call or user action" },
      { name: "above", label: "Above", as: "number" },
    ],
    start: { kind: "amount", amount: "spend_usd", window_minutes: 60, above: 50 },
    subjects: ["tenant"],
  },
  share: {
    label: "A share of the calls",
    hint: "Failed calls, 429, retries, cut off answers: as a part of all calls.",
    fields: [
      { name: "part", label: "Which calls", as: "choice", options: options(COUNTERS, COUNTER_NAMES) },
      MINUTES,
      { name: "above", label: "Above, %", as: "percent" },
      { name: "critical_above", label: "Critical above, %", as: "percent", empty: CRITICAL },
      LEAST_REQUESTS,
      { ...LEAST_USD, label: "Least dollars an hour" },
    ],
    start: {
      ...{ kind: "share", part: "errors", window_minutes: 10, above: 0.05, critical_above: 0.2 },
      ...{ least_requests: 20, least_usd: 0.01 },
    },
    subjects: ["tenant", "feature"],
  },
  own_baseline: {
    label: "More than its own season expects",
    hint: "Learns what each hour of the week is like, for each subject alone.",
    fields: [
      { name: "measures", label: "Of what", as: "choices", options: options(MEASURES, MEASURE_NAMES) },
      { name: "least_factor", label: "Least times the expected", as: "number" },
      LEAST_USD,
      { name: "critical_usd", label: "Critical from so many dollars", as: "number" },
    ],
    start: { kind: "own_baseline", measures: ["spend"], least_factor: 2, least_usd: 1, critical_usd: 50 },
    subjects: ["tenant"],
  },
  tenant_hour: {
    label: "An hour of many times the usual tokens",
    hint: "The last 60 minutes against the median of active hours.",
    fields: [
      { name: "factor", label: "Times the usual", as: "number" },
      LEAST_USD,
      { name: "least_active_hours", label: "Active hours before history counts", as: "number" },
      { name: "ceiling_tokens", label: "Tokens of an hour before history counts", as: "number" },
    ],
    start: { kind: "tenant_hour", factor: 10, least_usd: 1, least_active_hours: 24, ceiling_tokens: 1_000_000 },
    subjects: ["tenant"],
  },
  against_expected: {
    label: "A deviation from what is expected",
    hint: "By so many percent, up or down.",
    fields: [
      MEASURE,
      MINUTES,
      { name: "deviation", label: "Deviation, %", as: "percent" },
      { name: "critical_deviation", label: "Critical deviation, %", as: "percent", empty: CRITICAL },
    ],
    start: { kind: "against_expected", measure: "tokens", window_minutes: 60, deviation: 0.25, critical_deviation: null },
    subjects: ["tenant"],
  },
  burst: {
    label: "A burst of calls",
    hint: "So many of a sort within minutes, whatever else there is.",
    fields: [
      { name: "counter", label: "Which calls", as: "choice", options: options(COUNTERS, COUNTER_NAMES) },
      { name: "least", label: "At least", as: "number" },
      MINUTES,
    ],
    start: { kind: "burst", counter: "status_401_403", window_minutes: 1, least: 5 },
    subjects: ["key"],
  },
  headroom: {
    label: "Little left of a rate limit",
    hint: "From the limits that providers send with their answers.",
    fields: [{ name: "below", label: "Less than, % left", as: "percent" }],
    start: { kind: "headroom", below: 0.2 },
    subjects: ["key"],
  },
  latency: {
    label: "Slow answers",
    hint: "A percentile of the latency.",
    fields: [
      { name: "percentile", label: "Percentile", as: "choice", isNumber: true, options: options(PERCENTILES, {}) },
      { name: "above_ms", label: "Above, milliseconds", as: "number" },
      { ...MINUTES, label: "For minutes" },
      { name: "interactive_only", label: "Streamed calls only", as: "switch" },
    ],
    start: { kind: "latency", percentile: 95, window_minutes: 5, above_ms: 5000, interactive_only: false },
    subjects: ["feature"],
  },
  latency_rise: {
    label: "Latency that rises",
    hint: "Against what it was before.",
    fields: [
      { name: "by_ms", label: "By, milliseconds", as: "number" },
      { ...MINUTES, label: "For minutes" },
    ],
    start: { kind: "latency_rise", window_minutes: 2, by_ms: 300 },
    subjects: ["provider"],
  },
  collapse: {
    label: "A cache that is hit no more",
    hint: "The hit rate falls below a part of what is usual.",
    fields: [{ name: "factor", label: "Below, % of the usual", as: "percent" }, LEAST_REQUESTS],
    start: { kind: "collapse", measure: "cache_hit_rate", factor: 0.5, least_requests: 50 },
    subjects: ["feature"],
  },
  silence: {
    label: "A run that is missing",
    hint: "What calls by a schedule, and does not.",
    fields: [],
    start: { kind: "silence" },
    subjects: ["feature"],
  },
  fact: {
    label: "Something seen for the first time",
    hint: "A model without a price, a key where it does not belong, and the like.",
    fields: [
      { name: "fact", label: "What", as: "choice", options: options(FACTS, FACT_NAMES) },
      { name: "environments", label: "In these environments", as: "names" },
    ],
    start: { kind: "fact", fact: "unpriced_model", environments: null },
    subjects: ["model"],
  },
  budget: {
    label: "The thresholds of budgets",
    hint: "The first rule that is on and fits a budget speaks for it; what was shipped comes before one's own.",
    fields: [],
    start: { kind: "budget" },
    subjects: ["tenant"],
  },
};

export const kindOf = (condition: Condition): Kind | undefined => CONDITIONS[condition.kind as ConditionKind];

/** Whether every number of a condition is one. */
export const isWhole = (condition: Condition): boolean => Object.values(condition).every((value) => !Number.isNaN(value));
