import type { Condition } from "@/lib/anomalies/service";
import { nowMs } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { DAY_MS } from "@/lib/platform/time";
import { isEventRule } from "../facts/judge-event";
import { FINDING_OF } from "../facts/tell-findings";
import type { StoredRule } from "../rules/service";
import type { Firing, Judged } from "./firings";
import { judgeCalls } from "./judge-calls";
import { judgeHours } from "./judge-hours";
import { isWindowed, judgeWindows } from "./judge-windows";
import { callsByDay, type PastFact, pastCrossings, pastFindings } from "./queries/past-facts";

interface Backtest extends Judged {
  toMs: number;
  tookMs: number;
}

/** Single calls are read as long as they are no more than this: beyond, the newest days are. */
const MOST_CALLS = 1_500_000;
const BY_HOUR = new Set<Condition["kind"]>(["tenant_hour", "own_baseline", "against_expected", "silence"]);

/**
 * What a rule would have said over the last days, on the installation's own history: one pass, each moment judged by what lay
 * before it. Hours come from the rollups; minutes and single calls from recorded events, as far back as there are not too many.
 */
export async function backtest(rule: StoredRule, days: number): Promise<Backtest> {
  const began = performance.now();
  const toMs = nowMs();
  const judged = await judge(rule, toMs - days * DAY_MS, toMs);
  const firings = [...judged.firings].sort((a, b) => b.atMs - a.atMs);
  return { ...judged, firings, toMs, tookMs: Math.round(performance.now() - began) };
}

async function judge(rule: StoredRule, fromMs: number, toMs: number): Promise<Judged> {
  const { condition } = rule;
  if (BY_HOUR.has(condition.kind) || (condition.kind === "amount" && condition.windowMinutes !== null))
    return judgeHours(rule, fromMs, toMs);
  if (condition.kind === "budget")
    return past(await pastCrossings(pool(), new Date(fromMs)), fromMs, "Crossings that budgets noted since they were made.");
  if (condition.kind === "fact" && !isEventRule(rule)) {
    const kind = FINDING_OF[condition.fact as keyof typeof FINDING_OF];
    return past(
      await pastFindings(pool(), kind, new Date(fromMs)),
      fromMs,
      "Findings about keys, from when they were opened; scope is left aside.",
    );
  }
  const { startMs, note } = await bounded(fromMs);
  const judged = isWindowed(condition)
    ? await judgeWindows(rule, condition, startMs, toMs)
    : await judgeCalls(rule, startMs, toMs);
  return { ...judged, note: judged.note + note };
}

/** From where on single calls can be read within seconds. */
async function bounded(fromMs: number): Promise<{ startMs: number; note: string }> {
  let calls = 0;
  for (const day of await callsByDay(pool(), new Date(fromMs))) {
    calls += day.calls;
    if (calls <= MOST_CALLS) continue;
    const startMs = Math.max(fromMs, day.day.getTime() + DAY_MS);
    return {
      startMs,
      note: ` Only from ${new Date(startMs).toISOString().slice(0, 10)} on: before, there are too many calls to look at each.`,
    };
  }
  return { startMs: fromMs, note: "" };
}

function past(facts: readonly PastFact[], fromMs: number, note: string): Judged {
  const firings = facts.map(
    ({ key, label, at, until, actual, threshold }): Firing => ({
      subject: { kind: key.startsWith("key=") ? "key" : ("budget" as never), key, label },
      atMs: at.getTime(),
      untilMs: (until ?? at).getTime(),
      ...{ actual, threshold, usd: null },
    }),
  );
  return { firings, fromMs, note };
}
