import { followNames } from "@/lib/directory/service";
import { pool } from "@/lib/platform/database";

/**
 * For tests: enters the names of all that is committed by now: transactions of other databases on the same server hold
 * the horizon back for a moment.
 */
export async function followAllNames(): Promise<void> {
  const { rows } = await pool().query<{ now: string }>("SELECT pg_current_xact_id()::text AS now");
  for (;;) {
    await followNames();
    const read = await pool().query<{ next: string }>("SELECT next_xid::text AS next FROM directory_use_state");
    if (BigInt(read.rows[0]?.next ?? 0) > BigInt(rows[0]?.now ?? 0)) return;
  }
}
