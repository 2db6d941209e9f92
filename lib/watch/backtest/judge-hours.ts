import type { Condition } from "@/lib/anomalies/service";
import { DAY_MS, HOUR_MS } from "@/lib/platform/time";
import type { StoredRule } from "../rules/service";
import { Firings, type Judged } from "./firings";
import { judgeAmounts } from "./judge-amounts";
import { judgeLearning } from "./judge-learning";
import { mostSubjects, readPasts } from "./read-pasts";

/** A rule judged by hours learns from so far back, whatever part of it is asked for. */
const LEARN_MS = 90 * DAY_MS;

/** What the rules that go by the hour would have said: one pass over the hours, each judged by those before it. */
export async function judgeHours(rule: StoredRule, fromMs: number, toMs: number): Promise<Judged> {
  const { condition } = rule;
  const learns = condition.kind !== "amount";
  const startMs = Math.floor((learns ? Math.min(fromMs, toMs - LEARN_MS) : fromMs) / HOUR_MS) * HOUR_MS;
  const firings = new Firings();
  const notes = [HOW[condition.kind] ?? "Judged by whole hours (UTC)."];
  let first: number | null = null;
  for (const [kind, all] of await readPasts(rule.subjects, rule, new Date(startMs), new Date(toMs))) {
    const most = mostSubjects(startMs, toMs);
    if (learns && all.length > most)
      notes.push(`Of ${all.length} subjects of kind ${kind} the ${most} that spent most were judged.`);
    const judged = learns ? all.sort((a, b) => b.total - a.total).slice(0, most) : all;
    const firstMs = Math.min(...judged.map(({ rows }) => rows[0]?.hourMs ?? Number.POSITIVE_INFINITY));
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
