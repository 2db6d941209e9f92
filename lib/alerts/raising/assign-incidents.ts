import type pg from "pg";
import { uuidv7 } from "uuidv7";
import { nowMs } from "@/lib/platform/clock";
import type { AlertRow } from "../alert-row";
import type { IncidentRow } from "../incident-row";
import { type Grouped, group } from "../model/grouping";
import { leadOf } from "../model/incident";
import { saveIncidents, selectIncidents } from "../queries/incidents";
import { selectNearby } from "../queries/select-alerts";

const AROUND_MS = 10 * 60_000;

function grouped(row: AlertRow): Grouped {
  return {
    id: row.id,
    subjectKey: row.subject_key,
    scope: row.scope,
    coreTenant: row.core_tenant,
    tenants: row.tenants,
    unit: row.unit,
    firstMs: row.first_at.getTime(),
    lastMs: row.last_at.getTime(),
  };
}

function newIncident(alerts: readonly AlertRow[]): IncidentRow {
  const lead = leadOf(alerts);
  const now = new Date(nowMs());
  return {
    id: uuidv7(),
    state: "open",
    severity: lead.severity,
    title: lead.summary,
    lead_id: lead.id,
    first_at: lead.first_at,
    last_at: lead.last_at,
    opened_at: now,
    updated_at: now,
    ended_at: null,
    merged_into: null,
    impact_usd: lead.impact_usd,
    usd_per_hour: lead.usd_per_hour,
    tenants: lead.tenants,
    paged_at: null,
    told: [],
    spoken: 0,
    spoken_severity: null,
    spoken_impact: null,
    amend_due_at: null,
    amended_at: null,
  };
}

export interface Assigned {
  /** The new alerts with their incidents, and known ones whose incident became part of another. */
  moved: AlertRow[];
  emptied: { incident: IncidentRow; into: string }[];
}

/** Gives new alerts their incidents: those they join, or new ones. Where several turn out to be one, the oldest stays. */
export async function assignIncidents(client: pg.ClientBase, fresh: readonly AlertRow[]): Promise<Assigned> {
  if (fresh.length === 0) return { moved: [], emptied: [] };
  const times = fresh.flatMap((row) => [row.first_at.getTime(), row.last_at.getTime()]);
  const nearby = await selectNearby(client, new Date(Math.min(...times) - AROUND_MS), new Date(Math.max(...times) + AROUND_MS));
  const groups = group(
    fresh.map(grouped),
    nearby.map((row) => ({ ...grouped(row), incidentId: row.incident_id })),
  );
  const byId = new Map(fresh.map((row) => [row.id, row]));
  const made: IncidentRow[] = [];
  const targets = new Map<string, string>();
  const into = new Map<string, string>();
  for (const { incidents, alerts } of groups) {
    let [target] = incidents;
    if (target === undefined) {
      const incident = newIncident(alerts.flatMap((id) => byId.get(id) ?? []));
      made.push(incident);
      target = incident.id;
    }
    for (const id of alerts) targets.set(id, target);
    for (const other of incidents.slice(1)) into.set(other, target);
  }
  await saveIncidents(client, made);
  const emptied = into.size > 0 ? await selectIncidents(client, [...into.keys()]) : [];
  const taken = into.size > 0 ? await movedAlerts(client, into) : [];
  return {
    moved: [...fresh.map((row) => ({ ...row, incident_id: targets.get(row.id) ?? null })), ...taken],
    emptied: emptied.map((incident) => ({ incident, into: into.get(incident.id) ?? incident.id })),
  };
}

async function movedAlerts(client: pg.ClientBase, into: ReadonlyMap<string, string>): Promise<AlertRow[]> {
  const { rows } = await client.query<AlertRow>(
    "SELECT * FROM alert WHERE incident_id = ANY($1::uuid[]) ORDER BY id FOR UPDATE",
    [[...into.keys()]],
  );
  return rows.map((row) => ({ ...row, incident_id: into.get(row.incident_id ?? "") ?? row.incident_id }));
}
