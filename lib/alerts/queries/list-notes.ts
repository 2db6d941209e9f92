import type pg from "pg";
import type { NoteRow } from "../reading/shown";

const MOST = 1000;

/** The timeline of alerts, with what was said of their incident; in order. */
export async function listNotes(
  client: pg.Pool | pg.ClientBase,
  alertIds: readonly string[],
  incidentId: string | null,
): Promise<NoteRow[]> {
  const { rows } = await client.query<NoteRow>(
    `SELECT id, alert_id, at, who, what, detail FROM alert_note
     WHERE alert_id = ANY($1::uuid[]) OR (incident_id = $2 AND alert_id IS NULL) ORDER BY id LIMIT $3`,
    [alertIds, incidentId, MOST],
  );
  return rows;
}
