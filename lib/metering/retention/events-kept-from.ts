import type pg from "pg";
import { pool } from "@/lib/platform/database";

const KEY = "events_kept_from";

/**
 * From when on every event is still there, milliseconds since the epoch; null when none was ever removed. Before
 * it rollups are the only record: accounting does not compare them with events there, and nothing rebuilds them.
 */
export async function eventsKeptFromMs(client: pg.Pool | pg.ClientBase = pool()): Promise<number | null> {
  const { rows } = await client.query<{ at: Date | null }>(
    "SELECT (value #>> '{}')::timestamptz AS at FROM setting WHERE key = $1",
    [KEY],
  );
  return rows[0]?.at?.getTime() ?? null;
}

/** Noted before the first event goes; never moves back. */
export async function noteEventsKeptFrom(atMs: number): Promise<void> {
  await pool().query(
    `INSERT INTO setting (key, value, updated_by) VALUES ($1, to_jsonb($2::text), 'retention')
     ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = now()
     WHERE (setting.value #>> '{}')::timestamptz < (excluded.value #>> '{}')::timestamptz`,
    [KEY, new Date(atMs).toISOString()],
  );
}
