import { type Atto, atto, formatAtto } from "@/lib/platform/decimal";
import type { AlertRow } from "../alert-row";
import type { IncidentRow, IncidentState } from "../incident-row";
import { LIVE_STATES, SEVERITIES, worse } from "./life";

/** What an incident is, from the alerts in it. */

const compare = (left: bigint, right: bigint) => (left < right ? -1 : left > right ? 1 : 0);

/**
 * The alert that speaks for all: the worst; of equals one that names what makes at least half of the dollars, before a total of
 * everything; then the dearest, then the first.
 */
export function leadOf(alerts: readonly AlertRow[]): AlertRow {
  const rank = (row: AlertRow) => SEVERITIES.indexOf(row.severity);
  const dollars = (row: AlertRow) => atto(row.impact_usd ?? 0);
  const names = (row: AlertRow) =>
    Object.keys(row.scope).length > 0 && alerts.every((other) => 2n * dollars(row) >= dollars(other)) ? 1 : 0;
  const [lead] = alerts.toSorted(
    (left, right) =>
      rank(right) - rank(left) ||
      names(right) - names(left) ||
      compare(dollars(right), dollars(left)) ||
      left.first_at.getTime() - right.first_at.getTime() ||
      (left.id < right.id ? -1 : 1),
  );
  if (!lead) throw new Error("an incident without alerts");
  return lead;
}

/** Open while anything in it is; resolved when nothing is live. */
export function stateOf(alerts: readonly Pick<AlertRow, "state">[]): IncidentState {
  const has = (state: IncidentState) => alerts.some((row) => row.state === state);
  return has("open") ? "open" : has("acknowledged") ? "acknowledged" : has("snoozed") ? "snoozed" : "resolved";
}

/**
 * Dollars of alerts that share events, none counted twice: of one tenant the dearest alert, of several tenants their sum; or what
 * one alert over all of them says, where that is more. Null when no alert knows.
 */
export function together(alerts: readonly AlertRow[], dollarsOf: (row: AlertRow) => string | null): Atto | null {
  const byTenant = new Map<string, Atto>();
  let whole: Atto | null = null;
  for (const row of alerts) {
    const text = dollarsOf(row);
    if (text === null) continue;
    const dollars = atto(text);
    if (row.core_tenant === null) whole = whole === null || dollars > whole ? dollars : whole;
    else if (dollars >= (byTenant.get(row.core_tenant) ?? dollars)) byTenant.set(row.core_tenant, dollars);
  }
  if (byTenant.size === 0) return whole;
  const sum = [...byTenant.values()].reduce((total, each) => total + each, 0n);
  return whole !== null && whole > sum ? whole : sum;
}

const text = (value: Atto | null) => (value === null ? null : formatAtto(value));

/** The incident as its alerts make it; what was said of it stays. */
export function described(incident: IncidentRow, alerts: readonly AlertRow[], now: Date): IncidentRow {
  const lead = leadOf(alerts);
  const live = alerts.filter((row) => LIVE_STATES.includes(row.state));
  const state = stateOf(alerts);
  const times = alerts.flatMap((row) => [row.first_at.getTime(), row.last_at.getTime()]);
  return {
    ...incident,
    state,
    severity: worse(incident.severity, lead.severity) ? incident.severity : lead.severity,
    title: `${lead.rule_title}: ${lead.subject_label}`,
    lead_id: lead.id,
    first_at: new Date(Math.min(...times)),
    last_at: new Date(Math.max(...times)),
    impact_usd: text(together(alerts, (row) => row.impact_usd)),
    usd_per_hour: text(together(live.length > 0 ? live : alerts, (row) => row.usd_per_hour)),
    tenants: [...new Set(alerts.flatMap((row) => row.tenants))].sort(),
    ended_at: state === "resolved" ? (incident.ended_at ?? now) : null,
    updated_at: now,
  };
}
