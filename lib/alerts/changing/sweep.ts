import type pg from "pg";
import { queueMessages } from "@/lib/deliveries/service";
import { bumpVersion } from "@/lib/platform/change-versions";
import { now } from "@/lib/platform/clock";
import { inTransaction, pool } from "@/lib/platform/database";
import { lifeOf, withLife } from "../alert-row";
import { byKeyOf } from "../by-key";
import { step } from "../model/life";
import { type ChangedAlert, isHeard } from "../model/speech";
import { saveIncidents, selectDueAmendments } from "../queries/incidents";
import { insertNotes } from "../queries/insert-notes";
import { lockAlerts } from "../queries/lock-alerts";
import { selectAlertsOfIncidents, selectWaking } from "../queries/select-alerts";
import { ALERTS_VERSION, directory, messagesOf, settle, toldNote } from "./settle";

const MOST_AT_ONCE = 500;

/** Whether the clock has anything to do: one look at two partial indexes, most often empty. */
async function anythingDue(at: Date): Promise<boolean> {
  const { rows } = await pool().query<{ due: boolean }>(
    `SELECT EXISTS (SELECT FROM alert WHERE state = 'snoozed' AND snoozed_until <= $1)
       OR EXISTS (SELECT FROM incident WHERE amend_due_at <= $1) AS due`,
    [at],
  );
  return rows[0]?.due ?? false;
}

/** What the clock does to alerts: snoozes end, and the one message about alerts that joined goes out. Safe in several instances. */
export async function sweepAlerts(): Promise<void> {
  if (!(await anythingDue(now()))) return;
  await inTransaction(async (client) => {
    await lockAlerts(client);
    await wake(client);
    await tellJoined(client);
  });
}

async function wake(client: pg.ClientBase): Promise<void> {
  const at = now();
  const changed: ChangedAlert[] = [];
  for (const row of await selectWaking(client, at, MOST_AT_ONCE)) {
    const { life, happened } = step(lifeOf(row), { kind: "clock", nowMs: at.getTime() });
    changed.push({ row: withLife(row, life, at), happened });
  }
  await settle(client, { changed, who: "Costwarden", now: at });
}

async function tellJoined(client: pg.ClientBase): Promise<void> {
  const at = now();
  const due = await selectDueAmendments(client, at, MOST_AT_ONCE);
  if (due.length === 0) return;
  const { nameOf } = await directory(client);
  const members = byKeyOf(
    await selectAlertsOfIncidents(
      client,
      due.map(({ id }) => id),
    ),
    (row) => row.incident_id,
  );
  const saved = due.map((incident) => ({ ...incident, amend_due_at: null, amended_at: at }));
  const said = saved.flatMap((incident) => {
    const alerts = members.get(incident.id) ?? [];
    if (!alerts.some(isHeard)) return [];
    return [{ incident, alerts, saying: { why: "joined", event: "update", key: "joined", channelIds: incident.told } as const }];
  });
  await saveIncidents(client, saved);
  await queueMessages(
    client,
    said.flatMap(({ incident, alerts, saying }) =>
      messagesOf(incident, alerts, [{ ...saying, channelIds: [...saying.channelIds] }], at),
    ),
  );
  await insertNotes(
    client,
    said.map(({ incident, saying }) => toldNote(incident, { ...saying, channelIds: [...saying.channelIds] }, nameOf, at)),
  );
  await bumpVersion(client, ALERTS_VERSION);
}
