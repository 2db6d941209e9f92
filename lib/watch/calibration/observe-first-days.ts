import { type Condition, newBaseline, observe, type Rule } from "@/lib/anomalies/service";
import { asRead } from "@/lib/directory/names/service";
import { pool } from "@/lib/platform/database";
import { HOUR_MS } from "@/lib/platform/time";
import { bySubject, isWindowed, LEAST_TIMED, needsOf, windowMinutesOf } from "../backtest/judge-windows";
import { Past } from "../backtest/past";
import { type HourRow, readHours } from "../backtest/queries/read-hours";
import { readWindows } from "../backtest/queries/read-windows";
import { BASELINE_AFTER_MS } from "../evaluation/core/judge-subject";
import { valuesOfHour } from "../evaluation/core/profile";
import { MEASURED_COLUMNS } from "../facts/service";
import { subjectOf } from "../subject";
import { highValue } from "./high-value";
import { highOfCalls } from "./queries/calibration-rows";

export interface Observed {
  value: number | null;
  /** "hours of a subject" and so on, for the sentence. */
  what: string;
}

/** What the first days show of what a rule measures; null for a rule without a number. */
export async function observeFirstDays({ condition, subjects }: Rule, from: Date, to: Date): Promise<Observed | null> {
  if (condition.kind === "amount" && condition.windowMinutes === null) {
    const whole = subjects.includes("correlation") ? "correlation" : "request";
    const value = await highOfCalls(pool(), { measure: MEASURED_COLUMNS[condition.amount], whole, from, to });
    return { value, what: `${whole}s` };
  }
  if (condition.kind === "amount" || condition.kind === "against_expected") return ofHours(condition, subjects, from, to);
  return isWindowed(condition) ? ofWindows(condition, subjects, from, to) : null;
}

type Hourly = Extract<Condition, { kind: "amount" | "against_expected" }>;

async function ofHours(condition: Hourly, subjects: Rule["subjects"], from: Date, to: Date): Promise<Observed> {
  const values: number[] = [];
  for (const kind of subjects) {
    const bySubjects = new Map<string, Past>();
    for (const { named, rows } of await readHours(pool(), { byUser: kind.includes("user"), scope: {}, from, to })) {
      const subject = subjectOf(kind, asRead(named));
      if (!subject) continue;
      const past = bySubjects.get(subject.key) ?? new Past(subject);
      past.add(rows);
      bySubjects.set(subject.key, past);
    }
    for (const { rows } of [...bySubjects.values()].map((past) => past.ready()))
      values.push(...(condition.kind === "amount" ? sums(condition, rows) : deviations(condition, rows, to.getTime())));
  }
  const days = condition.kind === "amount" && condition.windowMinutes === 24 * 60;
  return { value: highValue(values), what: `${days ? "days" : "hours"} of its subjects` };
}

/** Sums over the clock's windows of a subject, those in which it did anything. */
function sums({ amount, windowMinutes }: Extract<Condition, { kind: "amount" }>, rows: readonly HourRow[]): number[] {
  const windowMs = Math.max(HOUR_MS, (windowMinutes ?? 60) * 60_000);
  const found = new Map<number, number>();
  for (const { hourMs, usd, tokens, output } of rows) {
    const window = Math.floor(hourMs / windowMs);
    const value = amount === "spend_usd" ? usd : amount === "output_tokens" ? output : tokens;
    found.set(window, (found.get(window) ?? 0) + value);
  }
  return [...found.values()].filter((value) => value > 0);
}

/** Hours in which next to nothing is expected are any multiple of it: they say nothing of a band. */
const LEAST_PART = 0.25;

/** How far hours of a subject were from what was expected of them, by their part of it. */
function deviations(
  { measure }: Extract<Condition, { kind: "against_expected" }>,
  rows: readonly HourRow[],
  toMs: number,
): number[] {
  const state = newBaseline();
  const firstMs = rows[0]?.hourMs ?? toMs;
  const byHour = new Map(rows.map((row) => [row.hourMs, row]));
  const valueOfRow = (row: Omit<HourRow, "hourMs">) => valuesOfHour(row, 1).find(([name]) => name === measure)?.[1];
  const active = rows.map((row) => valueOfRow(row) ?? 0).filter((value) => value > 0);
  const usual = active.reduce((sum, value) => sum + value, 0) / Math.max(1, active.length);
  const found: number[] = [];
  for (let hourMs = firstMs; hourMs < toMs; hourMs += HOUR_MS) {
    const row = byHour.get(hourMs) ?? { usd: 0, tokens: 0, requests: 0, output: 0 };
    const value = valueOfRow(row);
    if (value === undefined) continue;
    const { expected } = observe(state, hourMs, value);
    if (usual > 0 && hourMs - firstMs >= BASELINE_AFTER_MS && expected >= LEAST_PART * usual)
      found.push(Math.abs(value / expected - 1));
  }
  return found;
}

async function ofWindows(
  condition: Extract<Condition, { kind: "share" | "burst" | "latency" | "latency_rise" | "collapse" | "headroom" }>,
  subjects: Rule["subjects"],
  from: Date,
  to: Date,
): Promise<Observed | null> {
  const { kind } = condition;
  if (kind === "collapse" || kind === "headroom") return null;
  const minutes = windowMinutesOf(condition);
  const values: number[] = [];
  for (const kinds of kind.startsWith("latency") ? subjects.map((each) => [each]) : [subjects]) {
    const rows = await readWindows(pool(), {
      ...{ kinds, scope: {}, minutes, from, to, needs: needsOf(condition) },
      percentile: kind === "latency" ? condition.percentile : 50,
      interactiveOnly: kind === "latency" && condition.interactiveOnly,
    });
    const usual = new Map<string, number>();
    for (const { subject, row } of bySubject(kinds, rows)) {
      if (kind === "share") {
        if (row.requests >= condition.leastRequests && condition.part !== "requests")
          values.push(row[condition.part] / row.requests);
      } else if (kind === "burst") values.push(condition.counter === "requests" ? row.requests : row[condition.counter]);
      else if (row.latency !== null && row.requests >= LEAST_TIMED) {
        const known = usual.get(subject.key) ?? row.latency;
        values.push(kind === "latency" ? row.latency : Math.max(0, row.latency - known));
        usual.set(subject.key, known + (row.latency - known) / 30);
      }
    }
  }
  return { value: highValue(values), what: `windows of ${minutes} minutes` };
}
