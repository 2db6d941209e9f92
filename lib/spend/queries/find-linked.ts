import { pool } from "@/lib/platform/database";
import type { EventRef } from "../event-ref";

interface Linked {
  source: string;
  id: string;
  corrects: string | null;
  corrected_by: string | null;
}

/** Where the correction of an event is, or what it corrects: sent under one of these tenants, and wherever it was moved to. */
export async function findLinked(
  tenants: readonly string[],
  event: Linked,
  other: "corrects" | "corrected_by",
): Promise<EventRef | null> {
  const back = other === "corrects" ? "corrected_by" : "corrects";
  const { rows } = await pool().query<EventRef>(
    `SELECT e.tenant, e.source, e.id, to_char(e.time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS time
     FROM event_identity AS i JOIN usage_event AS e
       ON e.tenant = coalesce(i.moved_to, i.tenant) AND e.time = i.event_time AND e.source = i.source AND e.id = i.id
     WHERE i.tenant = ANY ($1::text[]) AND i.source = $2 AND i.id = $3 AND e.${back} = $4 LIMIT 1`,
    [tenants, event.source, event[other], event.id],
  );
  return rows[0] ?? null;
}
