import { type Condition, cacheCollapsed, judgeShare, type SubjectKind } from "@/lib/anomalies/service";
import { asRead } from "@/lib/directory/names/service";
import { pool } from "@/lib/platform/database";
import { MINUTE_MS } from "@/lib/platform/time";
import type { StoredRule } from "../rules/service";
import { type Subject, subjectOf } from "../subject";
import { Firings, type Judged, type Seen } from "./firings";
import { readWindows, type WindowRow } from "./queries/read-windows";

/** Fewer say nothing of a percentile. */
export const LEAST_TIMED = 20;
const CACHE_WINDOW = 15;

type Windowed = Extract<Condition, { kind: "share" | "burst" | "latency" | "latency_rise" | "collapse" | "headroom" }>;

export const isWindowed = (condition: Condition): condition is Windowed =>
  ["share", "burst", "latency", "latency_rise", "collapse", "headroom"].includes(condition.kind);

export const windowMinutesOf = (condition: Windowed): number =>
  "windowMinutes" in condition ? condition.windowMinutes : condition.kind === "collapse" ? CACHE_WINDOW : 1;

/** What of a subject's windows so far is remembered. */
interface Memory {
  usualLatency: number | null;
  usualCacheRate: number | null;
  windows: number;
}

/** What the rules that go by minutes would have said, in windows of the clock that do not overlap. */
export async function judgeWindows(rule: StoredRule, condition: Windowed, fromMs: number, toMs: number): Promise<Judged> {
  const minutes = windowMinutesOf(condition);
  const firings = new Firings();
  let first: number | null = null;
  // Counts of subjects add up from one reading; percentiles do not.
  const together = condition.kind.startsWith("latency") ? rule.subjects.map((kind) => [kind]) : [rule.subjects];
  for (const kinds of together) {
    const rows = await readWindows(pool(), {
      ...{ kinds, scope: rule.scope, minutes, from: new Date(fromMs), to: new Date(toMs) },
      percentile: condition.kind === "latency" ? condition.percentile : 50,
      interactiveOnly: condition.kind === "latency" && condition.interactiveOnly,
      needs: needsOf(condition),
    });
    const memories = new Map<string, Memory>();
    for (const { subject, row } of bySubject(kinds, rows)) {
      first = Math.min(first ?? row.at.getTime(), row.at.getTime());
      const memory = memories.get(subject.key) ?? { usualLatency: null, usualCacheRate: null, windows: 0 };
      memories.set(subject.key, memory);
      const seen = judge(condition, row, memory, firings.isFiring(subject.key));
      if (seen) firings.see(subject, row.at.getTime() + minutes * MINUTE_MS, seen);
    }
  }
  const how = `Judged in windows of ${minutes} ${minutes === 1 ? "minute" : "minutes"} that do not overlap; those that slide fire somewhat earlier.`;
  const streamed = condition.kind === "latency" && condition.interactiveOnly ? " Interactive: calls that were streamed." : "";
  return { firings: firings.found, fromMs: first, note: how + streamed };
}

export function needsOf(condition: Windowed): (keyof WindowRow)[] {
  if (condition.kind === "share") return [condition.part];
  if (condition.kind === "burst") return [condition.counter];
  if (condition.kind === "collapse") return ["input", "cache_read"];
  return condition.kind === "headroom" ? ["headroom"] : ["latency"];
}

/** The windows of each subject, in the order of their times: what a row counts, counts for each kind of subject that it names. */
export function* bySubject(
  kinds: readonly SubjectKind[],
  rows: readonly WindowRow[],
): Iterable<{ subject: Subject; row: WindowRow }> {
  let atMs = Number.NaN;
  let window = new Map<string, { subject: Subject; row: WindowRow }>();
  for (const row of rows) {
    if (row.at.getTime() !== atMs) {
      yield* window.values();
      window = new Map();
      atMs = row.at.getTime();
    }
    for (const kind of kinds) {
      const subject = subjectOf(kind, asRead(row));
      if (!subject) continue;
      const known = window.get(subject.key);
      window.set(subject.key, { subject, row: known ? added(known.row, row) : row });
    }
  }
  yield* window.values();
}

const COUNTS = [
  ...(["requests", "errors", "status_429", "status_5xx", "status_401_403", "not_429", "retries", "content_filter"] as const),
  ...(["length", "usd", "input", "cache_read"] as const),
];

function added(left: WindowRow, right: WindowRow): WindowRow {
  const sum = { ...left };
  for (const name of COUNTS) sum[name] = left[name] + right[name];
  const least = Math.min(left.headroom ?? Number.POSITIVE_INFINITY, right.headroom ?? Number.POSITIVE_INFINITY);
  sum.headroom = Number.isFinite(least) ? least : null;
  return sum;
}

function judge(condition: Windowed, row: WindowRow, memory: Memory, wasFiring: boolean): Seen | null {
  const { requests, usd } = row;
  switch (condition.kind) {
    case "share": {
      const part = condition.part === "requests" ? requests : row[condition.part];
      // The window's own spend stands for the last hour's: what spent so much in it did so in the hour.
      const usdLastHour = Math.max(usd, (usd * 60) / condition.windowMinutes);
      const { firing, share } = judgeShare(condition, { part, whole: requests, usdLastHour, wasFiring });
      return { ratio: firing ? Math.max(1.001, share / condition.above) : 0, actual: share, threshold: condition.above, usd };
    }
    case "burst": {
      const count = condition.counter === "requests" ? requests : row[condition.counter];
      return {
        ratio: count >= condition.least ? Math.max(1.001, count / condition.least) : 0,
        actual: count,
        threshold: condition.least,
        usd,
      };
    }
    case "headroom": {
      const left = row.headroom;
      if (left === null) return null;
      return { ratio: left < condition.below ? 1 + condition.below - left : 0, actual: left, threshold: condition.below, usd };
    }
    case "latency":
      if (row.latency === null || requests < LEAST_TIMED) return null;
      return { ratio: row.latency / condition.aboveMs, actual: row.latency, threshold: condition.aboveMs, usd };
    case "latency_rise": {
      if (row.latency === null || requests < LEAST_TIMED) return null;
      const usual = memory.usualLatency;
      memory.usualLatency = usual === null ? row.latency : usual + (row.latency - usual) / 30;
      if (usual === null || memory.windows++ < 30) return null;
      return { ratio: (row.latency - usual) / condition.byMs, actual: row.latency, threshold: usual + condition.byMs, usd };
    }
    case "collapse": {
      const rate = row.input > 0 ? row.cache_read / row.input : null;
      if (rate === null || requests < LEAST_TIMED) return null;
      const usualRate = memory.usualCacheRate ?? rate;
      const collapsed = cacheCollapsed(condition, { hits: rate * requests, requests, usualRate });
      memory.usualCacheRate = usualRate + (rate - usualRate) / 100;
      return { ratio: collapsed ? 2 : 0, actual: rate, threshold: usualRate * condition.factor, usd };
    }
  }
}
