import type pg from "pg";
import { clearAlerts, type Raised, raiseAlerts } from "@/lib/alerts/service";
import type { Fact } from "@/lib/anomalies/service";
import { FINDING_WORDS } from "@/lib/keys/service";
import { now } from "@/lib/platform/clock";
import { coversRule, rules, type StoredRule } from "../rules/service";
import { findClearedAlerts, findUntoldFindings, type KeyFactRow } from "./queries/find-key-facts";

/** Which finding about keys each fact is. */
export const FINDING_OF = {
  key_overdue: "rotation_overdue",
  key_outside_environment: "outside_environment",
  key_after_retirement: "used_after_retirement",
  key_dormant_active: "dormant_active",
  key_unknown: "unregistered",
  key_compromised: "compromised",
} as const satisfies Partial<Record<Fact, string>>;

type FindingKind = (typeof FINDING_OF)[keyof typeof FINDING_OF];

interface KeyRule {
  rule: StoredRule;
  kind: FindingKind;
  environments: readonly string[] | null;
}

function keyRules(): KeyRule[] {
  return rules().flatMap((rule) => {
    const { condition } = rule;
    if (!rule.on || condition.kind !== "fact" || !(condition.fact in FINDING_OF)) return [];
    return [{ rule, kind: FINDING_OF[condition.fact as keyof typeof FINDING_OF], environments: condition.environments }];
  });
}

/**
 * Makes alerts of findings about keys, in the transaction that opened or cleared them: an open finding is one alert from when it
 * opened, and the alert ends when the finding is cleared. What was told is not told again.
 */
export async function tellFindings(client: pg.ClientBase): Promise<void> {
  const known = keyRules();
  if (known.length === 0) return;
  const kinds = known.map(({ kind }) => kind);
  const ids = known.map(({ rule }) => rule.id);
  const found = await findUntoldFindings(client, kinds, ids, now());
  const told = known.flatMap((each) =>
    found.filter(({ kind }) => kind === each.kind).flatMap((row) => (concerns(each, row) ? [raisedOf(each, row)] : [])),
  );
  await raiseAlerts(client, told);
  await clearAlerts(client, await findClearedAlerts(client, kinds, ids), now());
}

function concerns({ rule, environments, kind }: KeyRule, row: KeyFactRow): boolean {
  const seen = Array.isArray(row.evidence.environments) ? row.evidence.environments.map(String) : [];
  const where = kind === "unregistered" ? seen : row.environment === null ? seen : [row.environment];
  if (environments !== null && !where.some((name) => environments.includes(name))) return false;
  return [...where, null].some((environment) => coversRule(rule)({ provider: row.provider, environment, key: row.subject }));
}

const DIGEST_SHOWN = 8;

function raisedOf({ rule, kind }: KeyRule, row: KeyFactRow): Raised {
  const { title, detail, fix } = FINDING_WORDS[kind];
  const label = row.name ?? `unregistered key ${row.subject.slice(0, DIGEST_SHOWN)}…`;
  const facts: [string, string | null][] = [
    ["Key", label],
    ["Provider", row.provider],
    ["Environment", row.environment],
    ["Owner", row.owner],
    ["What to do", fix],
  ];
  return {
    ruleId: rule.id,
    ruleTitle: rule.title,
    subject: { kind: "key", key: `key=${row.subject}`, label },
    scope: { key: row.subject, ...(row.environment === null ? {} : { environment: row.environment }) },
    episode: row.opened_at.toISOString(),
    threshold: "",
    severity: rule.severity,
    at: row.opened_at,
    began: row.opened_at,
    ...{ actual: null, expected: null, low: null, high: null, unit: "", impactUsd: null, usdPerHour: null },
    summary: `${label}: ${title.toLowerCase()}. ${detail(row.evidence)}`,
    facts: facts.flatMap(([name, value]) => (value === null ? [] : [{ label: name, value }])),
    contributors: [],
    tenants: row.tenants,
    sinceClose: false,
    sample: null,
  };
}
