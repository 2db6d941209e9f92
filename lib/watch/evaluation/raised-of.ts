import type { Raised } from "@/lib/alerts/service";
import { nameInWords, namesCountedAs } from "@/lib/directory/names/service";
import { HOUR_MS } from "@/lib/platform/time";
import { amount, dollars } from "../facts/say";
import type { StoredRule } from "../rules/service";
import { labelOf } from "../subject";
import type { Alive } from "./alive";
import { HOUR_WINDOW } from "./core/fields";
import type { Reading } from "./core/judge-subject";
import type { TenantAtProvider } from "./core/together";
import { decimalOf, factsOf, finite, sentence, shown } from "./describe";
import type { LiveSubject } from "./live-subject";

const MOST_CONTRIBUTORS = 10;

/** What a rule found about a subject, as alerts take it. */
export function raisedOf(rule: StoredRule, subject: Alive, threshold: string, reading: Reading, atMs: number): Raised {
  const { key, scope, kind } = subject.subject;
  const label = labelOf(subject.subject);
  return {
    ruleId: rule.id,
    ruleTitle: rule.title,
    subject: { kind, key, label },
    scope,
    episode: new Date(atMs).toISOString(),
    threshold,
    severity: reading.severity,
    at: new Date(atMs),
    began: new Date(atMs),
    actual: finite(reading.actual),
    expected: finite(reading.expected),
    low: finite(reading.low),
    high: finite(reading.high),
    unit: reading.unit,
    impactUsd: decimalOf(reading.impactUsd),
    usdPerHour: decimalOf(subject.usdPerHour()),
    summary: sentence(label, rule.condition, threshold, reading),
    facts: factsOf(subject, reading),
    contributors: contributorsOf(subject),
    tenants: subject.tenant === "" ? subject.tenantNames() : [...namesCountedAs("tenant", subject.tenant)],
    sinceClose: false,
    sample: null,
  };
}

/** The series that make most of it in the last hour, by dollars; by requests where nothing cost anything. */
function contributorsOf(subject: Alive): Raised["contributors"] {
  const found = subject.parts();
  found.sort((left, right) => right.usd - left.usd || right.requests - left.requests);
  const all = found.reduce((sum, { usd, requests }) => ({ usd: sum.usd + usd, requests: sum.requests + requests }), {
    usd: 0,
    requests: 0,
  });
  return found.slice(0, MOST_CONTRIBUTORS).map(({ names, usd, requests }) => ({
    name: [nameInWords("tenant", names.tenant), nameInWords("feature", names.feature), names.model].filter(Boolean).join(" · "),
    value: usd > 0 ? dollars(usd) : `${amount(requests)} requests`,
    scope: { tenant: names.tenant, feature: names.feature, model: names.model },
    share: all.usd > 0 ? usd / all.usd : all.requests > 0 ? requests / all.requests : 0,
  }));
}

/** Everybody grows: one fact of the installation, naming the tenants. */
export function growthAlert(rule: StoredRule, tenants: readonly LiveSubject[], common: number, atMs: number): Raised {
  const hourMs = Math.floor(atMs / HOUR_MS) * HOUR_MS;
  let [actual, expected] = [0, 0];
  const grown: { tenant: string; usd: number; usual: number }[] = [];
  for (const tenant of tenants) {
    const usual = tenant.bandOfHour("spend", hourMs)?.expected ?? 0;
    const usd = tenant.sum(HOUR_WINDOW, "usd");
    if (usual <= 0) continue;
    actual += usd;
    expected += usual;
    if (usd > 1.5 * usual) grown.push({ tenant: tenant.tenant, usd, usual });
  }
  grown.sort((left, right) => right.usd - right.usual - (left.usd - left.usual));
  return {
    ...together(rule, atMs),
    subject: { kind: "installation", key: "installation", label: "everything" },
    scope: {},
    severity: "warning",
    actual,
    expected,
    unit: "usd",
    impactUsd: decimalOf(actual - expected),
    usdPerHour: decimalOf(actual),
    summary: `${grown.length} tenants grow together: the middle one spends ${amount(Number(common.toFixed(1)))} times what is usual, all of them ${dollars(actual)} in the last hour against ${dollars(expected)}.`,
    facts: [{ label: "Tenants that grow", value: amount(grown.length) }],
    contributors: grown.slice(0, MOST_CONTRIBUTORS).map(({ tenant, usd, usual }) => ({
      name: nameInWords("tenant", tenant),
      value: `${dollars(usd)} against ${dollars(usual)}`,
      scope: { tenant },
    })),
    tenants: grown.flatMap(({ tenant }) => namesCountedAs("tenant", tenant)),
  };
}

/** A provider fails: one fact of it, naming the tenants hit. */
export function outageAlert(
  rule: StoredRule,
  provider: string,
  parts: readonly TenantAtProvider[],
  hit: readonly string[],
  atMs: number,
): Raised {
  let [failed, requests] = [0, 0];
  for (const part of parts) {
    failed += part.sum(10, "status5xx");
    requests += part.sum(10, "requests");
  }
  const share = requests > 0 ? failed / requests : 0;
  const named = parts.filter(({ tenant }) => hit.includes(tenant));
  named.sort((left, right) => right.sum(10, "status5xx") - left.sum(10, "status5xx"));
  return {
    ...together(rule, atMs),
    subject: { kind: "provider", key: `provider=${provider}`, label: provider },
    scope: { provider },
    severity: "critical",
    actual: share,
    unit: "share",
    summary: `${provider} fails for ${hit.length} tenants at once: ${shown(share, "share")} of ${amount(requests)} requests in ten minutes came back with 5xx.`,
    facts: [
      { label: "Tenants hit", value: amount(hit.length) },
      { label: "Failed requests", value: amount(failed) },
    ],
    contributors: named.slice(0, MOST_CONTRIBUTORS).map((part) => ({
      name: nameInWords("tenant", part.tenant),
      value: `${amount(part.sum(10, "status5xx"))} of ${amount(part.sum(10, "requests"))} requests`,
      scope: { tenant: part.tenant, provider },
    })),
    tenants: hit.flatMap((tenant) => namesCountedAs("tenant", tenant)),
  };
}

function together(rule: StoredRule, atMs: number) {
  const at = new Date(atMs);
  return {
    ruleId: rule.id,
    ruleTitle: rule.title,
    episode: at.toISOString(),
    threshold: "together",
    at,
    began: at,
    expected: null,
    low: null,
    high: null,
    impactUsd: null,
    usdPerHour: null,
    sinceClose: false,
    sample: null,
  };
}
