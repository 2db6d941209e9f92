import { pool } from "@/lib/platform/database";
import type { EventRef } from "../event-ref";

/** Where events are that were sent under that identity, or have it now; without a source, those of every source, at most two. */
export async function findEventRefs(tenant: string, source: string | null, id: string): Promise<EventRef[]> {
  const { rows } = await pool().query<EventRef>(
    `SELECT coalesce(moved_to, tenant) AS tenant, source, id, to_char(event_time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS time
     FROM event_identity WHERE tenant = $1 AND id = $2 AND ($3::text IS NULL OR source = $3) ORDER BY source LIMIT 2`,
    [tenant, id, source],
  );
  return rows;
}
