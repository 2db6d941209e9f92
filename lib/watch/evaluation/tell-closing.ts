import type { Raised } from "@/lib/alerts/service";
import type { SubjectKind } from "@/lib/anomalies/service";
import { namesCountedAs } from "@/lib/directory/names/service";
import { pool } from "@/lib/platform/database";
import { HOUR_MS, rfc3339 } from "@/lib/platform/time";
import type { Closing } from "../baselines/close-hours";
import type { SubjectName } from "../baselines/queries/read-subjects";
import { amount, dollars } from "../facts/say";
import { coversOf, rules, type StoredRule } from "../rules/service";
import { partsOf, type Subject, subjectOf } from "../subject";
import { judgeClosedHour } from "./core/closed-hour";
import type { Reading } from "./core/judge-subject";
import { BEYOND_COMMON, GROWTH_TOLD } from "./core/together";
import { decimalOf, finite, sentence, shown } from "./describe";
import { tenantsOfHour, tenantsOfUsers } from "./queries/tenants-of-hour";
import { type Lasting, tellFindings } from "./raise";
import { isUserKind } from "./users/user-rules";

interface Named extends SubjectName {
  kind: string;
  names: string[];
}

function toSubject({ kind, names }: Named): Subject | null {
  const named = Object.fromEntries(partsOf(kind as SubjectKind).map((dimension, at) => [dimension, names[at]]));
  return subjectOf(kind as SubjectKind, named);
}

/** Tells what a closed hour says: which subjects left their season in it, drifted, or are silent. */
export async function tellClosing({ hourMs, common, learned, silent }: Closing): Promise<void> {
  const atMs = hourMs + HOUR_MS;
  const growthBeyond = common > GROWTH_TOLD ? BEYOND_COMMON : 1;
  const found: Lasting[] = [];
  for (const rule of rules()) {
    if (!rule.on) continue;
    const covers = coversOf(rule.scope);
    const { condition } = rule;
    const concerns = (named: Named) => {
      const subject = rule.subjects.includes(named.kind as SubjectKind) ? toSubject(named) : null;
      return subject && covers(subject.scope) ? subject : null;
    };
    if (condition.kind === "silence") {
      for (const each of silent) {
        const subject = concerns(each);
        if (subject) found.push(silenceOf(rule, subject, each, atMs));
      }
    }
    if (condition.kind !== "own_baseline") continue;
    for (const each of learned) {
      if (each.activeHours === 0 || !each.verdicts.some(([, { alert }]) => alert)) continue;
      const subject = concerns(each);
      if (!subject) continue;
      const { sinceMs, usd, requests, kind } = each;
      const hour = { atMs, sinceMs, usd, requests, growthBeyond, perRequestAlone: isUserKind(kind) };
      for (const [measure, verdict] of each.verdicts) {
        const told = judgeClosedHour(rule, condition, measure, verdict, hour);
        if (told)
          found.push(hourOf(rule, subject, told.threshold, told.reading, { hourMs, usd: each.usd, score: verdict.score }));
      }
    }
  }
  if (found.length === 0) return;
  await nameTenants(found, hourMs);
  const both = new Set(
    rules()
      .filter(({ subjects }) => subjects.includes("tenant_user"))
      .map(({ id }) => id),
  );
  // All of one tenant's: told of that tenant's user alone, where the rule speaks of both.
  const own = found.filter(
    ({ raised }) => raised.subject.kind !== "user" || raised.tenants.length !== 1 || !both.has(raised.ruleId),
  );
  const at = new Date(atMs);
  await tellFindings({ lasting: own, facts: [], ended: [], quietSince: at, at });
}

function hourOf(
  rule: StoredRule,
  { kind, key, label, scope }: Subject,
  threshold: string,
  reading: Reading,
  { hourMs, usd, score }: { hourMs: number; usd: number; score: number },
): Lasting {
  const raised: Raised & { score: number } = {
    ...base(rule, hourMs),
    subject: { kind, key, label },
    scope,
    threshold,
    severity: reading.severity,
    actual: finite(reading.actual),
    expected: finite(reading.expected),
    low: finite(reading.low),
    high: finite(reading.high),
    unit: reading.unit,
    impactUsd: decimalOf(reading.impactUsd),
    usdPerHour: decimalOf(usd),
    score,
    summary: sentence(label, rule.condition, threshold, reading),
    facts: [
      { label: "Hour", value: rfc3339(hourMs) },
      { label: "Now", value: shown(reading.actual, reading.unit) },
      { label: "Expected", value: shown(reading.expected ?? 0, reading.unit) },
      { label: "Spend of the hour", value: dollars(usd) },
    ],
    tenants: scope.tenant === undefined ? [] : [...namesCountedAs("tenant", scope.tenant)],
  };
  return { key: { ruleId: rule.id, subject: key, threshold }, began: true, raised };
}

function silenceOf(
  rule: StoredRule,
  { kind, key, label, scope }: Subject,
  { last_active, active_hours }: { last_active: Date; active_hours: number },
  atMs: number,
): Lasting {
  const raised: Raised = {
    ...base(rule, last_active.getTime()),
    subject: { kind, key, label },
    scope,
    threshold: "",
    severity: rule.severity,
    at: new Date(atMs),
    actual: 0,
    expected: null,
    low: null,
    high: null,
    unit: "requests",
    impactUsd: null,
    usdPerHour: null,
    summary: `${label} is silent: an expected run is missing; the last request came in the hour of ${rfc3339(last_active.getTime())}.`,
    facts: [
      { label: "Last active hour", value: rfc3339(last_active.getTime()) },
      { label: "Active hours in 90 days", value: amount(active_hours) },
    ],
    tenants: scope.tenant === undefined ? [] : [...namesCountedAs("tenant", scope.tenant)],
  };
  return { key: { ruleId: rule.id, subject: key, threshold: "" }, began: true, raised };
}

function base(rule: StoredRule, beganMs: number) {
  const began = new Date(beganMs);
  return {
    ...{ ruleId: rule.id, ruleTitle: rule.title, episode: began.toISOString(), at: new Date(beganMs + HOUR_MS), began },
    ...{ contributors: [], sinceClose: false, sample: null },
  };
}

/** Who takes part in subjects that name no tenant. */
async function nameTenants(found: readonly Lasting[], hourMs: number): Promise<void> {
  const shared = found.filter(({ raised }) => raised.tenants.length === 0);
  const users = shared.filter(({ raised }) => raised.scope.user !== undefined);
  const others = shared.filter(({ raised }) => raised.scope.user === undefined);
  const scopesOf = (list: readonly Lasting[]) => list.map(({ raised }) => raised.scope);
  const named = [
    ...(others.length === 0 ? [] : await tenantsOfHour(pool(), scopesOf(others), hourMs)),
    ...(users.length === 0 ? [] : await tenantsOfUsers(pool(), scopesOf(users), hourMs)),
  ];
  for (const [at, each] of [...others, ...users].entries()) each.raised.tenants = named[at] ?? [];
}
