import { listChannels, listDeliveriesOf } from "@/lib/deliveries/service";
import { pool } from "@/lib/platform/database";
import { plainDecimal } from "@/lib/platform/decimal";
import { DomainError } from "@/lib/platform/errors";
import { decodePlace, pageOf } from "@/lib/platform/page";
import type { Reach } from "@/lib/platform/reach";
import type { AlertRow } from "../alert-row";
import type { AlertDetailAnswer, AlertsAnswer, AlertsQuery } from "../contract";
import { SEVERITIES } from "../model/life";
import { channelsFor } from "../model/routes";
import { ownChannels } from "../owners";
import { withoutForeignIncidents } from "../queries/incidents-within";
import { listAlerts as query } from "../queries/list-alerts";
import { listIncidents } from "../queries/list-incidents";
import { listNotes } from "../queries/list-notes";
import { loadRoutes } from "../queries/load-routes";
import { shownAlert, shownDelivery, shownIncident, shownNote } from "./shown";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NUMBER = /^\d{1,30}(\.\d{1,40})?$/;
export const MOST_RELATED = 200;

/** Whether a place of a list fits its order: an impact or a time, and an id. */
export function isPlace(sort: "impact" | "newest") {
  return ([value, id]: readonly [string, string]) =>
    UUID.test(id) && (sort === "impact" ? NUMBER.test(value) : !Number.isNaN(Date.parse(value)) && value.endsWith("Z"));
}

const placeOf = (sort: "impact" | "newest") => (row: AlertRow) =>
  [sort === "impact" ? (plainDecimal(row.impact_usd) ?? "0") : row.raised_at.toISOString(), row.id] as const;

async function page(asked: AlertsQuery, reach: Reach, statisticalOnly: boolean) {
  const place = decodePlace<readonly [string, string]>(asked.cursor, ["string", "string"], isPlace(asked.sort));
  const { feature, environment, provider, model, key, user } = asked;
  const within = asked.incident === undefined || (await isIncidentWithin(asked.incident, reach));
  if (!within) return { alerts: [], next_cursor: null };
  const rows = await query(pool(), {
    states: asked.state,
    severities: asked.severity,
    rules: asked.rule,
    tenants: asked.tenant,
    scope: { feature, environment, provider, model, key, user },
    incident: asked.incident,
    search: asked.search,
    routed: asked.routed,
    fromMs: asked.from,
    toMs: asked.to,
    reach: reach.tenants,
    sort: asked.sort,
    after: place,
    limit: asked.limit + 1,
    statisticalOnly,
  });
  const { shown, next_cursor } = pageOf(rows, asked.limit, placeOf(asked.sort));
  return { alerts: (await withoutForeignIncidents(pool(), shown, reach)).map(shownAlert), next_cursor };
}

async function countOpen(reach: Reach): Promise<AlertsAnswer["open"]> {
  const { rows } = await pool().query<{ severity: string; alerts: number }>(
    `SELECT severity, count(*) AS alerts FROM alert
     WHERE state = 'open' AND ($1::text[] IS NULL OR tenants <@ $1 AND tenants <> '{}') GROUP BY severity`,
    [reach.tenants],
  );
  const counted = SEVERITIES.map((name) => [name, rows.find(({ severity }) => severity === name)?.alerts ?? 0]);
  return Object.fromEntries(counted) as AlertsAnswer["open"];
}

async function isIncidentWithin(id: string, reach: Reach): Promise<boolean> {
  const [row] = await withoutForeignIncidents(pool(), [{ incident_id: id }], reach);
  return row?.incident_id === id;
}

export async function listAlerts(asked: AlertsQuery, reach: Reach): Promise<AlertsAnswer> {
  return { ...(await page(asked, reach, false)), open: await countOpen(reach) };
}

/** Alerts that know what was expected. */
export async function listAnomalies(asked: AlertsQuery, reach: Reach) {
  const { alerts, next_cursor } = await page(asked, reach, true);
  return { anomalies: alerts, next_cursor };
}

export function unknownAlert(id: string): DomainError {
  return new DomainError("not_found", `There is no alert with the id "${id}".`);
}

/** @throws not_found, also where one of its tenants is out of reach */
export async function readAlert(id: string, reach: Reach): Promise<AlertDetailAnswer> {
  const { rows } = await pool().query<AlertRow>("SELECT * FROM alert WHERE id = $1", [id]);
  if (!rows[0] || !reach.hasAll(rows[0].tenants)) throw unknownAlert(id);
  const [row = rows[0]] = await withoutForeignIncidents(pool(), rows, reach);
  const related = row.incident_id ? await relatedTo(row, reach) : [];
  const incidents = row.incident_id
    ? await listIncidents(pool(), { ids: [row.incident_id], reach: reach.tenants, sort: "newest", after: null, limit: 1 })
    : [];
  const [incident] = incidents;
  const notes = await listNotes(pool(), [row.id], incident ? incident.id : null);
  const deliveries = incident ? await listDeliveriesOf(pool(), "incident", incident.id, MOST_RELATED) : [];
  return {
    ...shownAlert(row),
    incident: incident ? shownIncident(incident) : null,
    related: related.map(shownAlert),
    timeline: notes.map(shownNote),
    deliveries: deliveries.map(shownDelivery),
    channels: await channelsNow(row),
  };
}

async function relatedTo(row: AlertRow, reach: Reach): Promise<AlertRow[]> {
  const all = await query(pool(), {
    incident: row.incident_id ?? undefined,
    scope: {},
    reach: reach.tenants,
    sort: "impact",
    after: null,
    limit: MOST_RELATED,
  });
  return all.filter(({ id }) => id !== row.id);
}

async function channelsNow(row: AlertRow): Promise<string[]> {
  const channels = await listChannels();
  const ids = channelsFor(row, await loadRoutes(pool()), channels, await ownChannels(pool()));
  return channels.filter(({ id }) => ids.includes(id)).map(({ name }) => name);
}
