import { pool } from "@/lib/platform/database";
import { DomainError } from "@/lib/platform/errors";
import { changedRule, draftRule } from "../rules/change-rules";
import { readRuleRow } from "../rules/queries/read-rules";
import { ruleOf } from "../rules/rule-row";
import type { StoredRule } from "../rules/service";
import { backtest } from "./backtest";
import type { DraftQuestion, PreviewAnswer, PreviewQuestion } from "./contract";
import type { Firing } from "./firings";

const MOST_SUBJECTS = 20;
/** Estimates: six digits after the point say more than they know. */
const money = (usd: number | null): string | null =>
  usd === null ? null : String(Number(usd.toFixed(6))).includes("e") ? "0" : String(Number(usd.toFixed(6)));
const time = (ms: number) => new Date(ms).toISOString();

/** What a rule, as it is or with changes that nobody made yet, would have said of the last days. @throws not_found, validation_failed */
export async function previewRule(id: string, { days, change, limit }: PreviewQuestion): Promise<PreviewAnswer> {
  const row = await readRuleRow(pool(), id);
  const stored = row && ruleOf(row);
  if (!stored) throw new DomainError("not_found", `There is no alert rule with the id "${id}".`);
  return { rule: id, ...(await judged(changedRule(stored, change, "preview"), days, limit)) };
}

/** The same of a rule that is not made yet. @throws validation_failed */
export async function previewDraft({ days, limit, ...given }: DraftQuestion): Promise<PreviewAnswer> {
  const rule = draftRule({ title: "preview", reason: "preview", on: true, severity: "warning", ...given }, "preview");
  return { rule: null, ...(await judged(rule, days, limit)) };
}

async function judged(rule: StoredRule, days: number, limit: number): Promise<Omit<PreviewAnswer, "rule">> {
  const { firings, fromMs, toMs, note, tookMs } = await backtest(rule, days);
  const known = firings.filter(({ usd }) => usd !== null);
  return {
    days,
    judged_from: fromMs === null ? null : time(fromMs),
    judged_to: fromMs === null ? null : time(toMs),
    note: fromMs === null ? `There is no usage to judge in these days. ${note}` : note,
    fired: firings.length,
    subjects: new Set(firings.map(({ subject }) => subject.key)).size,
    usd: known.length === 0 ? null : money(known.reduce((sum, { usd }) => sum + (usd ?? 0), 0)),
    firings: firings.slice(0, limit).map(({ subject, atMs, untilMs, actual, threshold, usd }) => ({
      at: time(atMs),
      until: time(untilMs),
      subject: { kind: subject.kind, key: subject.key, label: subject.label },
      actual,
      threshold: threshold !== null && Number.isFinite(threshold) ? threshold : null,
      usd: money(usd),
    })),
    by_subject: bySubject(firings).slice(0, MOST_SUBJECTS),
    took_ms: tookMs,
  };
}

function bySubject(firings: readonly Firing[]): PreviewAnswer["by_subject"] {
  const found = new Map<string, { label: string; key: string; fired: number; usd: number | null }>();
  for (const { subject, usd } of firings) {
    const known = found.get(subject.key) ?? { label: subject.label, key: subject.key, fired: 0, usd: null };
    known.fired += 1;
    if (usd !== null) known.usd = (known.usd ?? 0) + usd;
    found.set(subject.key, known);
  }
  return [...found.values()]
    .sort((a, b) => (b.usd ?? 0) - (a.usd ?? 0) || b.fired - a.fired)
    .map((each) => ({ ...each, usd: money(each.usd) }));
}
