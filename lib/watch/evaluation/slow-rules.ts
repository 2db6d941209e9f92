import type { Raised } from "@/lib/alerts/service";
import { asRead, directoryNames, namesCountedAs } from "@/lib/directory/names/service";
import { pool } from "@/lib/platform/database";
import { DAY_MS, HOUR_MS, MINUTE_MS, QUARTER_MS } from "@/lib/platform/time";
import { dollars } from "../facts/say";
import { coversOf, type StoredRule } from "../rules/service";
import { subjectOf } from "../subject";
import { HOUR_WINDOW } from "./core/fields";
import { decimalOf } from "./describe";
import type { LiveUsage } from "./live-usage";
import { dearCorrelations, dearUsers } from "./queries/slow-rules";

/** Amounts that no minutes are counted of: of one user action, of one user. Looked at once a minute, where a rule asks for it. */
export async function judgeSlowly(rules: Iterable<StoredRule>, usage: LiveUsage, nowMs: number): Promise<Raised[]> {
  const found: Raised[] = [];
  for (const rule of rules) {
    const { condition, subjects } = rule;
    if (condition.kind !== "amount" || condition.amount !== "spend_usd") continue;
    if (condition.windowMinutes === null && subjects.includes("correlation"))
      found.push(...(await correlations(rule, condition.above, usage, nowMs)));
    if (condition.windowMinutes === null) continue;
    for (const kind of ["user", "tenant_user"] as const)
      if (subjects.includes(kind)) found.push(...(await users(rule, kind, condition.above, condition.windowMinutes, nowMs)));
  }
  return found;
}

async function correlations(rule: StoredRule, above: number, usage: LiveUsage, nowMs: number): Promise<Raised[]> {
  const covers = coversOf(rule.scope);
  const tenants = new Set<string>();
  // Who spent less in the hour has no user action that cost more.
  for (const subject of usage.subjects.values())
    if (subject.kind === "tenant" && subject.lens === "" && subject.sum(HOUR_WINDOW, "usd") > above) tenants.add(subject.tenant);
  const rows = await dearCorrelations(
    pool(),
    [...tenants].flatMap((tenant) => namesCountedAs("tenant", tenant)),
    new Date(nowMs - HOUR_WINDOW * MINUTE_MS),
    above,
  );
  return rows
    .map((row) => ({ ...row, ...asRead({ tenant: row.tenant, feature: row.feature }) }))
    .filter(({ tenant, feature }) => covers({ tenant, feature }))
    .map(({ tenant, correlation, feature, usd, calls, last }) => ({
      ...base(rule, usd, above, last),
      subject: { kind: "correlation" as const, key: `correlation=${tenant}/${correlation}`, label: `${tenant} · ${feature}` },
      scope: { tenant, feature },
      episode: "first",
      summary: `One user action of ${tenant} (${feature}) cost ${dollars(usd)} over ${calls} calls; the limit is ${dollars(above)}.`,
      facts: [
        { label: "Correlation", value: correlation },
        { label: "Calls", value: String(calls) },
      ],
      tenants: [...namesCountedAs("tenant", tenant)],
      sample: { correlationId: correlation },
    }));
}

async function users(
  rule: StoredRule,
  kind: "user" | "tenant_user",
  above: number,
  windowMinutes: number,
  nowMs: number,
): Promise<Raised[]> {
  const covers = coversOf(rule.scope);
  const rows = await dearUsers(
    pool(),
    new Date(nowMs - windowMinutes * MINUTE_MS - QUARTER_MS),
    above,
    kind === "tenant_user" ? (await directoryNames()).tenant.nameOf : null,
  );
  return rows.flatMap(({ tenant, user, usd, tenants }) => {
    const subject = subjectOf(kind, { tenant, user });
    if (!subject || !covers(subject.scope)) return [];
    const span =
      windowMinutes * MINUTE_MS >= DAY_MS
        ? "a day"
        : windowMinutes * MINUTE_MS === HOUR_MS
          ? "an hour"
          : `${windowMinutes} minutes`;
    return [
      {
        ...base(rule, usd, above, new Date(nowMs)),
        subject: { kind: subject.kind, key: subject.key, label: subject.label },
        scope: subject.scope,
        episode: new Date(nowMs).toISOString().slice(0, 10),
        summary: `${subject.label} spent ${dollars(usd)} within ${span}; the limit is ${dollars(above)}.`,
        facts: [{ label: "Limit", value: dollars(above) }],
        tenants,
        sample: null,
      },
    ];
  });
}

function base(rule: StoredRule, usd: number, above: number, at: Date) {
  return {
    ...{ ruleId: rule.id, ruleTitle: rule.title, threshold: "", severity: rule.severity, at, began: at },
    ...{ actual: usd, expected: null, low: null, high: above, unit: "usd" as const },
    ...{ impactUsd: decimalOf(usd - above), usdPerHour: null, contributors: [], sinceClose: false },
  };
}
