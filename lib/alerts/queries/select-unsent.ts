import type pg from "pg";
import type { AlertRow } from "../alert-row";

/** Open alerts that people are told of at once, of incidents of which nobody was told; the newest incidents first. */
export async function selectUnsent(
  client: pg.Pool | pg.ClientBase,
  { ids, limit }: { ids: readonly string[] | null; limit: number },
): Promise<(AlertRow & { incident_id: string })[]> {
  const { rows } = await client.query<AlertRow & { incident_id: string }>(
    `SELECT a.* FROM alert AS a JOIN incident AS i ON i.id = a.incident_id
     WHERE a.state = 'open' AND a.severity <> 'info' AND NOT a.since_close AND i.told = '{}'
       AND ($1::uuid[] IS NULL OR i.id IN (SELECT incident_id FROM alert WHERE id = ANY($1)))
     ORDER BY i.opened_at DESC, i.id, a.id LIMIT $2`,
    [ids, limit],
  );
  return rows;
}
