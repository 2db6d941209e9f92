import type pg from "pg";

export interface Touched {
  seriesIds: number[];
  from: Date | null;
  to: Date | null;
  /** Series of which something was taken back: what was seen may have been seen no more. */
  withdrawn: number[];
}

interface Row {
  series_ids: (number | string)[];
  first_time: Date;
  last_time: Date;
  cause: string;
}

/**
 * What committed transactions touched since the last reading, each once: every transaction below the
 * snapshot's horizon is done, so the next reading begins there.
 * @returns null when nothing was ever read, or on another server (a backup was restored), whose
 *   transaction numbers are others: the past is still to be counted
 */
export async function readTouched(client: pg.ClientBase): Promise<Touched | null> {
  const state = await client.query<{ from: string; to: string }>(
    `SELECT next_xid::text AS from, pg_snapshot_xmin(pg_current_snapshot())::text AS to FROM key_use_state WHERE id = 1`,
  );
  const [range] = state.rows;
  if (!range || BigInt(range.from) > BigInt(range.to)) return null;
  const { rows } = await client.query<Row>(
    "SELECT series_ids, first_time, last_time, cause FROM touched_scope WHERE xid >= $1::xid8 AND xid < $2::xid8",
    [range.from, range.to],
  );
  await client.query("UPDATE key_use_state SET next_xid = $1::xid8 WHERE id = 1 AND next_xid <> $1::xid8", [range.to]);
  const counted = rows.filter((row) => row.cause !== "re-rating");
  const times = (pick: (row: Row) => Date) => counted.map((row) => pick(row).getTime());
  return {
    seriesIds: [...new Set(counted.flatMap((row) => row.series_ids.map(Number)))],
    from: counted.length === 0 ? null : new Date(times((row) => row.first_time).reduce((a, b) => Math.min(a, b))),
    to: counted.length === 0 ? null : new Date(times((row) => row.last_time).reduce((a, b) => Math.max(a, b))),
    withdrawn: [...new Set(counted.filter((row) => row.cause !== "ingest").flatMap((row) => row.series_ids.map(Number)))],
  };
}

/** Begins to read from now on: what comes before is counted by who calls this, in the same transaction. */
export async function beginReading(client: pg.ClientBase): Promise<void> {
  await client.query(
    `INSERT INTO key_use_state (id, next_xid) VALUES (1, pg_snapshot_xmin(pg_current_snapshot()))
     ON CONFLICT (id) DO UPDATE SET next_xid = excluded.next_xid`,
  );
}
