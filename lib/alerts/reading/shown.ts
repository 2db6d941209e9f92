import type { DeliveryOf } from "@/lib/deliveries/service";
import { plainDecimal } from "@/lib/platform/decimal";
import { organisation } from "@/lib/platform/organisation";
import type { AlertRow } from "../alert-row";
import type { AlertAnswer, DeliveryAnswer, IncidentAnswer, NoteAnswer } from "../contract";
import type { IncidentRow } from "../incident-row";
import { alertPath, requestsPath, stopPath } from "../telling/links";

const time = (date: Date) => date.toISOString();
const timeOrNull = (date: Date | null) => date?.toISOString() ?? null;

export function shownAlert(row: AlertRow): AlertAnswer {
  const { sample } = row;
  return {
    id: row.id,
    rule: { id: row.rule_id, title: row.rule_title },
    subject: { kind: row.subject_kind, key: row.subject_key, label: row.subject_label },
    scope: row.scope as Record<string, string>,
    episode: row.episode,
    threshold: row.threshold || null,
    severity: row.severity,
    state: row.state,
    since_close: row.since_close,
    began: time(row.began),
    first_at: time(row.first_at),
    last_at: time(row.last_at),
    raised_at: time(row.raised_at),
    updated_at: time(row.updated_at),
    actual: row.actual,
    expected: row.expected,
    low: row.low,
    high: row.high,
    score: row.score,
    unit: row.unit || null,
    impact_usd: plainDecimal(row.impact_usd),
    usd_per_hour: plainDecimal(row.usd_per_hour),
    summary: row.summary,
    facts: row.facts,
    contributors: row.contributors.map(({ name, value, scope, share }) => ({
      ...{ name, value },
      ...(scope ? { scope: scope as Record<string, string> } : {}),
      ...(share === undefined ? {} : { share }),
    })),
    tenants: row.tenants,
    sample: sample && { correlation_id: sample.correlationId ?? null, request_ids: sample.requestIds ?? [] },
    owner: row.owner,
    incident_id: row.incident_id,
    routed: row.routed,
    snoozed_until: timeOrNull(row.snoozed_until),
    ended_at: timeOrNull(row.ended_at),
    ended_by: row.ended_by,
    reason: row.reason,
    links: {
      alert: alertPath(row.id),
      requests: requestsPath(row, organisation().timezone),
      stop: stopPath(row),
    },
  };
}

export type CountedIncident = IncidentRow & { alerts: number };

export function shownIncident(row: CountedIncident): IncidentAnswer {
  return {
    id: row.id,
    state: row.state,
    severity: row.severity,
    title: row.title,
    opened_at: time(row.opened_at),
    first_at: time(row.first_at),
    last_at: time(row.last_at),
    ended_at: timeOrNull(row.ended_at),
    impact_usd: plainDecimal(row.impact_usd),
    usd_per_hour: plainDecimal(row.usd_per_hour),
    tenants: row.tenants,
    alerts: row.alerts,
    paged_at: timeOrNull(row.paged_at),
    merged_into: row.merged_into,
  };
}

export interface NoteRow {
  id: string | number;
  alert_id: string | null;
  at: Date;
  who: string;
  what: string;
  detail: Record<string, unknown> | null;
}

export const shownNote = ({ id, alert_id, at, who, what, detail }: NoteRow): NoteAnswer => ({
  id: String(id),
  ...{ alert_id, who, what, detail },
  at: time(at),
});

export function shownDelivery(row: DeliveryOf): DeliveryAnswer {
  const { id, channel_id, channel_name, channel_kind, state, reason, attempts, last_status, last_error } = row;
  return {
    id,
    channel: channel_id === null ? null : { id: channel_id, name: channel_name ?? "", kind: channel_kind ?? "" },
    ...{ state, reason, attempts, last_status, last_error },
    created_at: time(row.created_at),
    finished_at: timeOrNull(row.finished_at),
  };
}
