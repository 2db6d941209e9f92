import type pg from "pg";
import { listChannels, type QueuedMessage, queueMessages } from "@/lib/deliveries/service";
import { bumpVersion } from "@/lib/platform/change-versions";
import { organisation } from "@/lib/platform/organisation";
import type { AlertRow } from "../alert-row";
import { byKeyOf } from "../by-key";
import type { IncidentRow } from "../incident-row";
import { described, leadOf } from "../model/incident";
import { channelsFor } from "../model/routes";
import { type ChangedAlert, type Saying, speak } from "../model/speech";
import { ownChannels } from "../owners";
import { saveIncidents, selectIncidents } from "../queries/incidents";
import { insertNotes, type Note } from "../queries/insert-notes";
import { loadRoutes } from "../queries/load-routes";
import { selectAlertsOfIncidents } from "../queries/select-alerts";
import { updateAlerts } from "../queries/update-alerts";
import { compose } from "../telling/compose";

export const ALERTS_VERSION = "alerts";

/** Services that keep incidents of their own are told of every state. */
const FOLLOWING_KINDS: readonly string[] = ["pagerduty", "webhook"];

export interface Settled {
  /** Alerts as they are now, with what happened to each; saved here. */
  changed: readonly ChangedAlert[];
  /** Incidents whose alerts moved to others: they end. */
  emptied?: readonly { incident: IncidentRow; into: string }[];
  who: string;
  detailOf?: (row: AlertRow) => Readonly<Record<string, unknown>> | undefined;
  now: Date;
}

/** Who can be told, asked once for all that is said in one transaction. */
export async function directory(client: pg.Pool | pg.ClientBase) {
  const routes = await loadRoutes(client);
  const channels = await listChannels(client);
  const channelOf = await ownChannels(client);
  const kinds = new Map(channels.map(({ id, kind }) => [id, kind]));
  const names = new Map(channels.map(({ id, name }) => [id, name]));
  return {
    channelsOf: (row: AlertRow) => channelsFor(row, routes, channels, channelOf),
    follows: (id: string) => FOLLOWING_KINDS.includes(kinds.get(id) ?? ""),
    nameOf: (id: string) => names.get(id) ?? id,
  };
}

/** The deliveries of what is said. */
export function messagesOf(
  incident: IncidentRow,
  alerts: readonly AlertRow[],
  sayings: readonly Saying[],
  now: Date,
): QueuedMessage[] {
  const lead = leadOf(alerts);
  return sayings.flatMap((saying) => {
    const message = compose(incident, alerts, lead, saying, organisation().timezone, now);
    return saying.channelIds.map((channelId) => ({
      channelId,
      key: `incident:${incident.id}:${saying.key}`,
      subject: { kind: "incident" as const, id: incident.id },
      message,
    }));
  });
}

/**
 * What follows from changed alerts, in a constant number of statements: their incidents are described anew, what is to be
 * said is queued, everything is noted in the timeline.
 */
export async function settle(client: pg.ClientBase, { changed, emptied = [], who, detailOf, now }: Settled): Promise<void> {
  if (changed.length === 0 && emptied.length === 0) return;
  const { channelsOf, follows, nameOf } = await directory(client);
  const rows = changed.map(({ row, happened }) =>
    happened.includes("raised") ? { ...row, routed: channelsOf(row).length > 0 } : row,
  );
  await updateAlerts(client, rows);
  const ids = [...new Set(rows.flatMap(({ incident_id }) => incident_id ?? []))];
  const incidents = await selectIncidents(client, ids);
  const members = byKeyOf(await selectAlertsOfIncidents(client, ids), (row) => row.incident_id);
  const changes = byKeyOf(changed, ({ row }) => row.incident_id);
  const notes: Note[] = changed.flatMap(({ row, happened }) =>
    happened.map((what) => ({ alertId: row.id, incidentId: row.incident_id, at: now, who, what, detail: detailOf?.(row) })),
  );
  const saved: IncidentRow[] = [];
  const messages: QueuedMessage[] = [];
  for (const before of incidents) {
    const alerts = members.get(before.id) ?? [];
    if (alerts.length === 0) continue;
    const said = speak({
      before,
      incident: described(before, alerts, now),
      changed: changes.get(before.id) ?? [],
      alerts,
      channelsOf,
      follows,
      now,
    });
    saved.push(said.incident);
    messages.push(...messagesOf(said.incident, alerts, said.sayings, now));
    notes.push(...said.sayings.map((saying) => toldNote(said.incident, saying, nameOf, now)));
  }
  for (const { incident, into } of emptied) {
    saved.push({ ...incident, state: "resolved", ended_at: now, updated_at: now, merged_into: into, amend_due_at: null });
    notes.push({ alertId: null, incidentId: incident.id, at: now, who, what: "merged", detail: { into } });
    notes.push({ alertId: null, incidentId: into, at: now, who, what: "took_in", detail: { incident: incident.id } });
  }
  await saveIncidents(client, saved);
  await queueMessages(client, [...messages, ...farewells(emptied, members, follows, now)]);
  await insertNotes(client, notes);
  await bumpVersion(client, ALERTS_VERSION);
}

export function toldNote(incident: IncidentRow, saying: Saying, nameOf: (id: string) => string, now: Date): Note {
  const detail = { why: saying.why, channels: saying.channelIds.map(nameOf) };
  return { alertId: null, incidentId: incident.id, at: now, who: "Costwarden", what: "told", detail };
}

/** Services that keep incidents close those that turned out to be part of another. */
function farewells(
  emptied: NonNullable<Settled["emptied"]>,
  members: ReadonlyMap<string | null, AlertRow[]>,
  follows: (id: string) => boolean,
  now: Date,
): QueuedMessage[] {
  return emptied.flatMap(({ incident, into }) => {
    const channelIds = incident.told.filter(follows);
    const saying: Saying = { why: "resolved", event: "resolve", key: "merged", channelIds };
    return channelIds.length > 0 ? messagesOf(incident, members.get(into) ?? [], [saying], now) : [];
  });
}
