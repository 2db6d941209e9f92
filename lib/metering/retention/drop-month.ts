import { inTransaction, pool } from "@/lib/platform/database";
import { boundsOf, PARTITION_LOCK, partitionName } from "../queries/ensure-partitions";

/** Ingest waits behind a drop for no longer than this; a drop that gets no turn is left to the next run. */
const LOCK_PATIENCE = "1s";
const PREFIX = partitionName("");

/** Months (YYYYMM) that have a partition of usage_event, oldest first. */
export async function findMonths(): Promise<string[]> {
  const { rows } = await pool().query<{ name: string }>(
    `SELECT child.relname AS name FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid
     WHERE inhparent = 'usage_event'::regclass AND child.relname ~ '^usage_event_[0-9]{6}$' ORDER BY 1`,
  );
  return rows.map(({ name }) => name.slice(PREFIX.length));
}

/**
 * Drops a month when it ended before `cutoff` and nothing in it was received since.
 * @returns how many events went with it; null when the month stays
 */
export async function dropMonth(month: string, cutoff: Date): Promise<number | null> {
  if (new Date(boundsOf(month).to) > cutoff) return null;
  const name = partitionName(month);
  return inTransaction(async (client) => {
    await client.query(`SET LOCAL lock_timeout = '${LOCK_PATIENCE}'`);
    await client.query("SELECT pg_advisory_xact_lock($1)", [PARTITION_LOCK]);
    // Keeps writers of this month out, and only them, while it is looked through.
    await client.query(`LOCK TABLE ONLY ${name} IN SHARE MODE`);
    const { rows } = await client.query<{ recent: boolean; events: number }>(
      `SELECT coalesce(bool_or(received_at >= $1), false) AS recent, count(*) AS events FROM ONLY ${name}`,
      [cutoff],
    );
    const [found] = rows;
    if (!found || found.recent) return null;
    await client.query(`ALTER TABLE usage_event DETACH PARTITION ${name}`);
    await client.query(`DROP TABLE ${name}`);
    return found.events;
  });
}

/** A drop that had to give way to ingest. */
export function gaveWay(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === "55P03" || code === "40P01";
}
