import type pg from "pg";

const KINDS = "('user', 'tenant_user')";

/** How many users, and users of tenants, a past is kept of. */
export async function countKept(client: pg.Pool | pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ kept: number }>(
    `SELECT count(*)::int AS kept FROM baseline_subject WHERE kind IN ${KINDS}`,
  );
  return rows[0]?.kept ?? 0;
}

/**
 * Forgets users who cost less than so many dollars in every hour since: their past is read again from the rollups should it be needed.
 * @returns how many
 */
export async function pruneUsers(client: pg.ClientBase, since: Date, leastUsd: number): Promise<number> {
  const { rowCount } = await client.query(
    `WITH gone AS (
       DELETE FROM baseline_subject AS b WHERE b.kind IN ${KINDS} AND b.since < $1 AND NOT EXISTS (
         SELECT FROM baseline_day AS d WHERE d.tenant = b.tenant AND d.subject = b.subject AND d.day >= ($1 AT TIME ZONE 'UTC')::date
           AND $2 <= ANY(d.spend))
       RETURNING b.tenant, b.subject),
     days AS (DELETE FROM baseline_day AS d USING gone WHERE d.tenant = gone.tenant AND d.subject = gone.subject)
     SELECT FROM gone`,
    [since, leastUsd],
  );
  return rowCount ?? 0;
}
