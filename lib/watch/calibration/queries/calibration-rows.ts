import type pg from "pg";

/** The first hour, or of the newest usage minute, that anything was used in; null before. */
export async function firstUsage(client: pg.Pool): Promise<Date | null> {
  const { rows } = await client.query<{ first: Date | null }>(
    `SELECT least((SELECT min(bucket) FROM rollup_hour WHERE cuboid = 0), (SELECT min(bucket) FROM rollup_minute WHERE tenant NOT LIKE '\\_\\_%')) AS first`,
  );
  return rows[0]?.first ?? null;
}

/** The value that all but one in a thousand calls, or correlations, stay at or below. `measure` is ours, of usage_event as `e`. */
export async function highOfCalls(
  client: pg.Pool,
  { measure, whole, from, to }: { measure: string; whole: "request" | "correlation"; from: Date; to: Date },
): Promise<number | null> {
  const source =
    whole === "request"
      ? `SELECT (${measure})::float8 AS value FROM usage_event AS e WHERE e.time >= $1 AND e.time < $2 AND e.corrected_by IS NULL
           AND e.tenant NOT LIKE '\\_\\_%'`
      : `SELECT sum(${measure})::float8 AS value FROM usage_event AS e WHERE e.time >= $1 AND e.time < $2 AND e.corrected_by IS NULL
           AND e.correlation_id IS NOT NULL AND e.tenant NOT LIKE '\\_\\_%' GROUP BY e.tenant, e.correlation_id`;
  const { rows } = await client.query<{ high: number | null }>(
    `SELECT percentile_disc(0.999) WITHIN GROUP (ORDER BY value) AS high FROM (${source}) AS each WHERE value > 0`,
    [from, to],
  );
  return rows[0]?.high ?? null;
}

/** Notes a rule's calibration. @returns whether it is another than before */
export async function writeCalibration(client: pg.ClientBase, id: string, calibration: object): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE alert_rule SET calibration = $2::jsonb WHERE id = $1
       AND (calibration - 'computedAt') IS DISTINCT FROM ($2::jsonb - 'computedAt')`,
    [id, JSON.stringify(calibration)],
  );
  return rowCount === 1;
}
