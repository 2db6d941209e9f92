import type pg from "pg";

/** A line of the timeline: of an alert, of its incident, or of both. */
export interface Note {
  alertId: string | null;
  incidentId: string | null;
  at: Date;
  who: string;
  what: string;
  detail?: Readonly<Record<string, unknown>> | undefined;
}

export async function insertNotes(client: pg.ClientBase, notes: readonly Note[]): Promise<void> {
  if (notes.length === 0) return;
  await client.query(
    `INSERT INTO alert_note (alert_id, incident_id, at, who, what, detail)
     SELECT g."alertId", g."incidentId", g.at, g.who, g.what, g.detail
     FROM ROWS FROM (jsonb_to_recordset($1::jsonb)
       AS ("alertId" uuid, "incidentId" uuid, at timestamptz, who text, what text, detail jsonb)) WITH ORDINALITY
       AS g("alertId", "incidentId", at, who, what, detail, place)
     ORDER BY g.place`,
    [JSON.stringify(notes)],
  );
}
