import type pg from "pg";
import type { Reach } from "@/lib/platform/reach";

/**
 * That the incident `i` concerns tenants of the parameter alone (null: all): also none of its alerts is about
 * others, or about everybody.
 * @param tenants a text[] parameter such as $2
 */
export function incidentWithin(tenants: string): string {
  const within = (row: string) => `${row}.tenants <@ ${tenants}::text[] AND ${row}.tenants <> '{}'`;
  return `(${tenants}::text[] IS NULL OR ${within("i")}
    AND NOT EXISTS (SELECT FROM alert AS o WHERE o.incident_id = i.id AND NOT (${within("o")})))`;
}

/** The rows as who reaches so far sees them: an incident that concerns others too is not there. */
export async function withoutForeignIncidents<Row extends { incident_id: string | null }>(
  client: { query: pg.Pool["query"] },
  rows: readonly Row[],
  reach: Reach,
): Promise<Row[]> {
  if (!reach.limited) return [...rows];
  const ids = [...new Set(rows.flatMap(({ incident_id }) => incident_id ?? []))];
  const { rows: known } = await client.query<{ id: string }>(
    `SELECT i.id FROM incident AS i WHERE i.id = ANY($1::uuid[]) AND ${incidentWithin("$2")}`,
    [ids, reach.tenants],
  );
  const within = new Set(known.map(({ id }) => id));
  return rows.map((row) => (row.incident_id !== null && within.has(row.incident_id) ? row : { ...row, incident_id: null }));
}
