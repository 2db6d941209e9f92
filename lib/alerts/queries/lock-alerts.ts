import type pg from "pg";

const LOCK = 7_461_161;

/** Whoever changes alerts takes turns until the end of its transaction: two at once could page twice for one incident. */
export async function lockAlerts(client: pg.ClientBase): Promise<void> {
  await client.query("SELECT pg_advisory_xact_lock($1)", [LOCK]);
}
