import type pg from "pg";
import type { IncidentRow } from "../incident-row";

const FIELDS = `id uuid, state text, severity text, title text, lead_id uuid, first_at timestamptz, last_at timestamptz,
  opened_at timestamptz, updated_at timestamptz, ended_at timestamptz, merged_into uuid, impact_usd numeric,
  usd_per_hour numeric, tenants text[], paged_at timestamptz, told uuid[], spoken integer, spoken_severity text,
  spoken_impact numeric, amend_due_at timestamptz, amended_at timestamptz`;
const NAMES = FIELDS.split(",").map((field) => field.trim().split(" ")[0] as string);
const CHANGED = NAMES.filter((name) => name !== "id" && name !== "opened_at");

/** Oldest first: the first of several is the one that stays when they turn out to be one. */
export async function selectIncidents(client: pg.ClientBase, ids: readonly string[]): Promise<IncidentRow[]> {
  const { rows } = await client.query<IncidentRow>(
    "SELECT * FROM incident WHERE id = ANY($1::uuid[]) ORDER BY opened_at, id FOR UPDATE",
    [ids],
  );
  return rows;
}

/** Incidents of which the one message about alerts that joined is due. */
export async function selectDueAmendments(client: pg.ClientBase, now: Date, limit: number): Promise<IncidentRow[]> {
  const { rows } = await client.query<IncidentRow>(
    "SELECT * FROM incident WHERE amend_due_at <= $1 ORDER BY amend_due_at, id LIMIT $2 FOR UPDATE",
    [now, limit],
  );
  return rows;
}

export async function saveIncidents(client: pg.ClientBase, rows: readonly IncidentRow[]): Promise<void> {
  if (rows.length === 0) return;
  await client.query(
    `INSERT INTO incident (${NAMES.join(", ")})
     SELECT ${NAMES.map((name) => `g.${name}`).join(", ")} FROM jsonb_to_recordset($1::jsonb) AS g(${FIELDS}) ORDER BY g.id
     ON CONFLICT (id) DO UPDATE SET ${CHANGED.map((name) => `${name} = excluded.${name}`).join(", ")}`,
    [JSON.stringify(rows)],
  );
}
