import type pg from "pg";

export interface Draw {
  stopId: string;
  /** Units a second. */
  rate: number;
  /** Most that gathers while nobody calls. */
  burst: number;
  /** Nothing is granted below this level. */
  need: number;
  /** How much is asked for; the level may fall below zero by it when `need` is less. */
  want: number;
}

/**
 * Takes a share of a stop's allowance for this instance, by the database's own clock.
 * @returns what was granted (0: nothing yet), and what the level is after it
 */
export async function drawAllowance(client: pg.Pool, draw: Draw): Promise<{ granted: number; level: number } | null> {
  const { rows } = await client.query<{ granted: number; level: number }>({
    name: "draw-allowance",
    text: `WITH filled AS (
        SELECT stop_id, least($3, level + greatest(0, extract(epoch FROM clock_timestamp() - filled_at)) * $2) AS level
        FROM stop_allowance WHERE stop_id = $1 FOR UPDATE
      ), drawn AS (
        SELECT stop_id, level, CASE WHEN level < $4 THEN 0 ELSE greatest($4, least($5, level)) END AS granted FROM filled
      )
      UPDATE stop_allowance AS s SET level = d.level - d.granted, filled_at = greatest(s.filled_at, clock_timestamp())
      FROM drawn AS d WHERE s.stop_id = d.stop_id
      RETURNING d.granted::float8 AS granted, s.level::float8 AS level`,
    values: [draw.stopId, draw.rate, draw.burst, draw.need, draw.want],
  });
  return rows[0] ?? null;
}
