import type pg from "pg";
import type { TouchedRange } from "./refresh-uses";

/**
 * What committed transactions touched since the last reading, each once.
 * @returns null when nothing was ever read, or on another server, whose transaction numbers are others: the past is
 *   still to be counted; undefined when nothing was touched
 */
export async function readTouched(client: pg.ClientBase): Promise<TouchedRange | null | undefined> {
  const state = await client.query<{ from: string; to: string }>(
    "SELECT next_xid::text AS from, pg_snapshot_xmin(pg_current_snapshot())::text AS to FROM directory_use_state WHERE id = 1",
  );
  const [range] = state.rows;
  if (!range || BigInt(range.from) > BigInt(range.to)) return null;
  const { rows } = await client.query<{
    from: Date | null;
    to: Date | null;
    ids: (number | string)[] | null;
    withdrawn: (number | string)[] | null;
  }>(
    `SELECT min(first_time) AS from, max(last_time) AS to,
       (SELECT array_agg(DISTINCT series.id) FROM touched_scope AS t, unnest(t.series_ids) AS series (id)
        WHERE t.xid >= $1::xid8 AND t.xid < $2::xid8 AND t.cause NOT IN ('ingest', 're-rating')) AS withdrawn,
       (SELECT array_agg(DISTINCT series.id) FROM touched_scope AS t, unnest(t.series_ids) AS series (id)
        WHERE t.xid >= $1::xid8 AND t.xid < $2::xid8 AND t.cause <> 're-rating') AS ids
     FROM touched_scope WHERE xid >= $1::xid8 AND xid < $2::xid8 AND cause <> 're-rating'`,
    [range.from, range.to],
  );
  await client.query("UPDATE directory_use_state SET next_xid = $1::xid8 WHERE id = 1 AND next_xid <> $1::xid8", [range.to]);
  const [touched] = rows;
  if (!touched?.from || !touched.to || !touched.ids) return undefined;
  const { ids, withdrawn, from, to } = touched;
  return { seriesIds: ids.map(Number), withdrawn: (withdrawn ?? []).map(Number), from, to };
}

/** Begins to read from now on: what comes before is counted by who calls this, in the same transaction. */
export async function beginReading(client: pg.ClientBase): Promise<void> {
  await client.query(
    `INSERT INTO directory_use_state (id, next_xid) VALUES (1, pg_snapshot_xmin(pg_current_snapshot()))
     ON CONFLICT (id) DO UPDATE SET next_xid = excluded.next_xid`,
  );
}
