import { pool } from "@/lib/platform/database";

/** How many instances are connected to this database: each listens for the changes of the others. */
export async function instancesRunning(): Promise<number> {
  const { rows } = await pool().query<{ running: number }>(
    `SELECT count(*) AS running FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'costwarden-listen'`,
  );
  return rows[0]?.running ?? 0;
}
