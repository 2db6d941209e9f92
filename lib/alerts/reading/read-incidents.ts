import { listDeliveriesOf } from "@/lib/deliveries/service";
import { pool } from "@/lib/platform/database";
import { plainDecimal } from "@/lib/platform/decimal";
import { DomainError } from "@/lib/platform/errors";
import { decodePlace, pageOf } from "@/lib/platform/page";
import type { Reach } from "@/lib/platform/reach";
import type { IncidentAnswer, IncidentDetailAnswer, IncidentsQuery } from "../contract";
import { leadOf } from "../model/incident";
import { listAlerts, statesOf } from "../queries/list-alerts";
import { listIncidents as query } from "../queries/list-incidents";
import { listNotes } from "../queries/list-notes";
import { isPlace, MOST_RELATED } from "./read-alerts";
import { shownAlert, shownDelivery, shownIncident, shownNote } from "./shown";

export async function listIncidents(
  asked: IncidentsQuery,
  reach: Reach,
): Promise<{ incidents: IncidentAnswer[]; next_cursor: string | null }> {
  const place = decodePlace<readonly [string, string]>(asked.cursor, ["string", "string"], isPlace(asked.sort));
  const rows = await query(pool(), {
    states: statesOf(asked.state),
    severities: asked.severity,
    tenants: asked.tenant,
    fromMs: asked.from,
    toMs: asked.to,
    reach: reach.tenants,
    sort: asked.sort,
    after: place,
    limit: asked.limit + 1,
  });
  const { shown, next_cursor } = pageOf(rows, asked.limit, (row) => [
    asked.sort === "impact" ? (plainDecimal(row.impact_usd) ?? "0") : row.opened_at.toISOString(),
    row.id,
  ]);
  return { incidents: shown.map(shownIncident), next_cursor };
}

/** @throws not_found, also where one of its tenants is out of reach */
export async function readIncident(id: string, reach: Reach): Promise<IncidentDetailAnswer> {
  const [incident] = await query(pool(), { ids: [id], reach: reach.tenants, sort: "newest", after: null, limit: 1 });
  if (!incident) throw new DomainError("not_found", `There is no incident with the id "${id}".`);
  const alerts = await listAlerts(pool(), {
    incident: id,
    scope: {},
    reach: reach.tenants,
    sort: "impact",
    after: null,
    limit: MOST_RELATED,
  });
  const notes = await listNotes(
    pool(),
    alerts.map((row) => row.id),
    id,
  );
  const deliveries = await listDeliveriesOf(pool(), "incident", id, MOST_RELATED);
  return {
    incident: shownIncident(incident),
    contributors: alerts.length > 0 ? leadOf(alerts).contributors.map(({ name, value }) => ({ name, value })) : [],
    alerts: alerts.map(shownAlert),
    timeline: notes.map(shownNote),
    deliveries: deliveries.map(shownDelivery),
  };
}
