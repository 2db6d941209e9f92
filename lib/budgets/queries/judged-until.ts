import type { TouchedNote } from "@/lib/metering/service";
import { pool } from "@/lib/platform/database";
import { MINUTE_MS } from "@/lib/platform/time";

/** A batch is noted with the time it was received, which is before its commit. */
const MARGIN_MS = 10 * MINUTE_MS;

interface Row {
  tenants: string[];
  first_time: Date;
  last_time: Date;
  noted_at: Date;
}

/** What was noted since every instance last had judged everything, as one note; none where nothing was. */
export async function readUnjudged(): Promise<TouchedNote[]> {
  const { rows } = await pool().query<Row>(
    `WITH unjudged AS (
       SELECT t.* FROM touched_scope AS t, budget_evaluation AS e
       WHERE t.noted_at >= e.judged_until - $1 * interval '1 ms')
     SELECT min(first_time) AS first_time, max(last_time) AS last_time, min(noted_at) AS noted_at,
       ARRAY(SELECT DISTINCT unnest(tenants) FROM unjudged) AS tenants
     FROM unjudged HAVING count(*) > 0`,
    [MARGIN_MS],
  );
  return rows.map(({ tenants, first_time, last_time, noted_at }) => ({
    tenants,
    // Of budgets: nobody asks.
    seriesIds: [],
    firstMs: first_time.getTime(),
    lastMs: last_time.getTime(),
    notedMs: noted_at.getTime(),
    cause: "ingest",
    users: [],
  }));
}

/** Everything noted until then was judged. */
export async function noteJudged(untilMs: number): Promise<void> {
  await pool().query("UPDATE budget_evaluation SET judged_until = $1 WHERE id = 1 AND judged_until < $1", [new Date(untilMs)]);
}
