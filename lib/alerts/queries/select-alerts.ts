import type pg from "pg";
import type { AlertRow } from "../alert-row";
import type { AlertKey } from "../raised";

/** Reading for a change: the rows are locked until the end of the transaction. */
type Client = pg.ClientBase;

export async function selectAlertsByKey(client: Client, keys: readonly AlertKey[]): Promise<AlertRow[]> {
  const { rows } = await client.query<AlertRow>(
    `SELECT a.* FROM jsonb_to_recordset($1::jsonb) AS g("ruleId" text, "subjectKey" text, episode text, threshold text)
     JOIN alert AS a ON a.rule_id = g."ruleId" AND a.subject_key = g."subjectKey" AND a.episode = g.episode
       AND a.threshold = g.threshold
     ORDER BY a.id FOR UPDATE OF a`,
    [JSON.stringify(keys)],
  );
  return rows;
}

export async function selectAlertsById(client: Client, ids: readonly string[]): Promise<AlertRow[]> {
  const { rows } = await client.query<AlertRow>("SELECT * FROM alert WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE", [ids]);
  return rows;
}

/** Snoozed ones whose time is over. */
export async function selectWaking(client: Client, now: Date, limit: number): Promise<AlertRow[]> {
  const { rows } = await client.query<AlertRow>(
    "SELECT * FROM alert WHERE state = 'snoozed' AND snoozed_until <= $1 ORDER BY snoozed_until, id LIMIT $2 FOR UPDATE",
    [now, limit],
  );
  return rows;
}

export async function selectAlertsOfIncidents(client: Client, incidentIds: readonly string[]): Promise<AlertRow[]> {
  const { rows } = await client.query<AlertRow>(
    "SELECT * FROM alert WHERE incident_id = ANY($1::uuid[]) ORDER BY raised_at, id",
    [incidentIds],
  );
  return rows;
}

/** The alerts of incidents that go on, told of between these event times: what new ones may join. */
export async function selectNearby(client: Client, from: Date, to: Date): Promise<(AlertRow & { incident_id: string })[]> {
  const { rows } = await client.query<AlertRow & { incident_id: string }>(
    `SELECT a.* FROM incident AS i JOIN alert AS a ON a.incident_id = i.id
     WHERE i.state <> 'resolved' AND a.last_at >= $1 AND a.first_at <= $2
     ORDER BY i.opened_at, i.id, a.id`,
    [from, to],
  );
  return rows;
}
