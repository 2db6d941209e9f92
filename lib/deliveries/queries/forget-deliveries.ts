import { pool } from "@/lib/platform/database";

const KEPT_DAYS = 90;
const MOST_AT_ONCE = 10_000;

/** Removes deliveries that ended long ago, with their attempts; the canary's after a day. */
export async function forgetDeliveries(): Promise<void> {
  for (;;) {
    const { rowCount } = await pool().query(
      `DELETE FROM delivery WHERE id IN (
         SELECT id FROM delivery
         WHERE state <> 'pending' AND finished_at < now() - make_interval(days => CASE WHEN subject_kind = 'canary' THEN 1 ELSE $1 END)
         LIMIT $2)`,
      [KEPT_DAYS, MOST_AT_ONCE],
    );
    if ((rowCount ?? 0) < MOST_AT_ONCE) return;
  }
}
