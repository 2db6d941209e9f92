import type pg from "pg";

export interface PastFact {
  key: string;
  label: string;
  at: Date;
  until: Date | null;
  actual: number | null;
  threshold: number | null;
}

/** Crossings of budgets that were noted, the gravest of each moment alone. */
export async function pastCrossings(client: pg.Pool, from: Date): Promise<PastFact[]> {
  const { rows } = await client.query<PastFact>(
    `SELECT DISTINCT ON (c.noted_at, c.budget_id, c.subject) 'budget:' || b.id || CASE WHEN c.subject = '' THEN '' ELSE '|' || c.subject END AS key,
       b.name || CASE WHEN c.subject = '' THEN '' ELSE ' · ' || c.subject END AS label,
       c.event_time AS at, c.ended_at AS until, c.spent::float8 AS actual, c.limit_amount::float8 AS threshold
     FROM budget_crossing AS c JOIN budget AS b ON b.id = c.budget_id
     WHERE c.event_time >= $1 AND NOT c.since_close
     ORDER BY c.noted_at, c.budget_id, c.subject, c.threshold = 'actual:100' DESC, c.measured DESC`,
    [from],
  );
  return rows;
}

/** Findings about keys of a kind, from when they were opened. */
export async function pastFindings(client: pg.Pool, kind: string, from: Date): Promise<PastFact[]> {
  const { rows } = await client.query<PastFact>(
    `SELECT 'key=' || f.subject AS key, coalesce(k.name, 'unregistered key ' || left(f.subject, 8) || '…') AS label, f.opened_at AS at,
       f.cleared_at AS until, NULL::float8 AS actual, NULL::float8 AS threshold
     FROM key_finding AS f LEFT JOIN provider_key AS k ON k.id = f.key_id
     WHERE f.kind = $1 AND f.opened_at >= $2 ORDER BY f.opened_at`,
    [kind, from],
  );
  return rows;
}

/** How many calls each day (UTC) from an instant on recorded, newest first, from the rollups. */
export async function callsByDay(client: pg.Pool, from: Date): Promise<{ day: Date; calls: number }[]> {
  const { rows } = await client.query<{ day: Date; calls: number }>(
    `SELECT date_trunc('day', bucket, 'UTC') AS day, sum(requests)::float8 AS calls FROM rollup_hour
     WHERE cuboid = 0 AND bucket >= $1 GROUP BY 1 ORDER BY 1 DESC`,
    [from],
  );
  return rows;
}
