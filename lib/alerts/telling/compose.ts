import type { Message } from "@/lib/deliveries/service";
import { dollarText } from "@/lib/platform/dollar-text";
import type { AlertRow } from "../alert-row";
import type { IncidentRow } from "../incident-row";
import type { Saying, Why } from "../model/speech";
import { amountText } from "./amounts";
import { alertPath, requestsPath, stopPath } from "./links";

const MOST_CONTRIBUTORS = 5;
const MOST_OTHERS = 5;
const MOST_TENANTS = 10;

const PREFIX: Record<Why, string> = {
  page: "",
  late: "Not told before: ",
  severity: "Now worse: ",
  joined: "Update: ",
  doubled: "Impact doubled: ",
  again: "Still open after its snooze: ",
  acknowledged: "Acknowledged: ",
  resolved: "Resolved: ",
  returned: "Back again: ",
};

type Fact = { label: string; value: string };

function expectedText({ expected, low, high, unit }: AlertRow): string | null {
  if (expected === null) return null;
  const band = low !== null && high !== null ? ` (${amountText(low, unit)} to ${amountText(high, unit)})` : "";
  return `${amountText(expected, unit)}${band}`;
}

/** What was crossed, of a rule that knows a limit and expects nothing. */
function limitText({ expected, low, high, unit }: AlertRow): string | null {
  const limit = high ?? low;
  return expected === null && limit !== null ? amountText(limit, unit) : null;
}

function named(names: readonly string[], most: number): string {
  const more = names.length - most;
  return more > 0 ? `${names.slice(0, most).join(", ")} and ${more} more` : names.join(", ");
}

/** Who, how much now against what, what it costs; what the alert itself says under such a name goes in its place. */
function factsOf(incident: IncidentRow, lead: AlertRow, others: readonly AlertRow[]): Fact[] {
  const own = new Map(lead.facts.map(({ label, value }) => [label.toLowerCase(), value]));
  const known: [string, string | null][] = [
    ["Who", lead.subject_label],
    ["Now", lead.actual === null ? null : amountText(lead.actual, lead.unit)],
    ["Expected", expectedText(lead)],
    ["Limit", own.has("at most") || own.has("at least") ? null : limitText(lead)],
    ["Per hour", incident.usd_per_hour === null ? null : dollarText(incident.usd_per_hour)],
    ["So far beyond expected", incident.impact_usd === null ? null : dollarText(incident.impact_usd)],
    ["Owner", lead.owner],
    ["Tenants", incident.tenants.length > 1 ? named(incident.tenants, MOST_TENANTS) : null],
    [
      "Also",
      others.length > 0 ? named([...new Set(others.map((row) => `${row.rule_title}: ${row.subject_label}`))], MOST_OTHERS) : null,
    ],
  ];
  const first = known.flatMap(([label, value]) => {
    const said = own.get(label.toLowerCase()) ?? value;
    return said === null ? [] : [{ label, value: said }];
  });
  const labels = new Set(first.map(({ label }) => label.toLowerCase()));
  return [...first, ...lead.facts.filter(({ label }) => !labels.has(label.toLowerCase()))];
}

function alertData(row: AlertRow) {
  return {
    id: row.id,
    rule: row.rule_id,
    rule_title: row.rule_title,
    subject: { kind: row.subject_kind, key: row.subject_key, label: row.subject_label },
    scope: row.scope,
    severity: row.severity,
    state: row.state,
    began: row.began.toISOString(),
    at: row.last_at.toISOString(),
    threshold: row.threshold || null,
    actual: row.actual,
    expected: row.expected,
    low: row.low,
    high: row.high,
    unit: row.unit || null,
    impact_usd: row.impact_usd,
    usd_per_hour: row.usd_per_hour,
    summary: row.summary,
    facts: row.facts,
    contributors: row.contributors,
    tenants: row.tenants,
    owner: row.owner,
  };
}

/** The message that says it: short, led by the worst alert of the incident. */
export function compose(
  incident: IncidentRow,
  alerts: readonly AlertRow[],
  lead: AlertRow,
  saying: Saying,
  zone: string,
  now: Date,
): Message {
  const others = alerts.filter(({ id }) => id !== lead.id);
  return {
    kind: "alert",
    event: saying.event,
    dedupKey: incident.id,
    severity: incident.severity,
    title: `${PREFIX[saying.why]}${incident.title}`,
    summary: lead.summary,
    facts: factsOf(incident, lead, others),
    contributors: lead.contributors.slice(0, MOST_CONTRIBUTORS).map(({ name, value }) => ({ name, value })),
    links: [
      { label: "Alert", path: alertPath(lead.id) },
      { label: "Requests", path: requestsPath(lead, zone) },
      { label: "Stop", path: stopPath(lead) },
    ],
    occurredAt: saying.why === "page" ? lead.last_at : now,
    data: {
      reason: saying.why,
      incident: {
        id: incident.id,
        state: incident.state,
        severity: incident.severity,
        title: incident.title,
        opened_at: incident.opened_at.toISOString(),
        impact_usd: incident.impact_usd,
        usd_per_hour: incident.usd_per_hour,
        tenants: incident.tenants,
        alerts: alerts.length,
      },
      alert: alertData(lead),
    },
  };
}
