import type pg from "pg";

/** What the rollups hold: the border, the zone of the days, and the first and last bucket (null: nothing yet). */
export interface RollupExtent {
  foldedUntilMs: number;
  dayZone: string;
  firstMs: number | null;
  lastMs: number | null;
}

interface Row {
  folded_until: Date;
  day_timezone: string;
  first: Date | null;
  last: Date | null;
}

export async function readRollupExtent(client: pg.ClientBase): Promise<RollupExtent> {
  const { rows } = await client.query<Row>(
    `SELECT folded_until, day_timezone,
       least((SELECT min(bucket) FROM rollup_quarter), (SELECT min(bucket) FROM rollup_day WHERE cuboid = 0),
             (SELECT min(bucket) FROM rollup_minute WHERE bucket >= folded_until)) AS first,
       greatest((SELECT max(bucket) FROM rollup_quarter),
                (SELECT max(bucket) FROM rollup_minute WHERE bucket >= folded_until)) AS last
     FROM rollup_state WHERE id = 1`,
  );
  const row = rows[0];
  if (!row) throw new Error("rollup_state has lost its row");
  return {
    foldedUntilMs: row.folded_until.getTime(),
    dayZone: row.day_timezone,
    firstMs: row.first?.getTime() ?? null,
    lastMs: row.last?.getTime() ?? null,
  };
}
