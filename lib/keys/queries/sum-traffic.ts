import type pg from "pg";

/** Requests that each of these values served from an instant on: minutes after the border, quarter hours before it. */
export async function sumTraffic(
  client: { query: pg.Pool["query"] },
  fingerprints: readonly string[],
  since: Date,
  foldedUntil: Date,
): Promise<Map<string, number>> {
  const { rows } = await client.query<{ key: string; requests: number | string }>(
    `WITH named AS (SELECT tenant, series_id, key FROM series WHERE key <> '' AND key = ANY($1::text[]) AND NOT starts_with(tenant, '__'))
     SELECT key, sum(requests) AS requests FROM (
       SELECT n.key, r.requests FROM rollup_minute AS r JOIN named AS n USING (tenant, series_id) WHERE r.bucket >= greatest($2::timestamptz, $3::timestamptz)
       UNION ALL
       SELECT n.key, q.requests FROM named AS n, LATERAL (
         SELECT r.requests FROM rollup_quarter AS r
         WHERE r.tenant = n.tenant AND r.series_id = n.series_id AND r.bucket >= $2::timestamptz AND r.bucket < $3::timestamptz) AS q
     ) AS used GROUP BY key`,
    [fingerprints, since, foldedUntil],
  );
  return new Map(rows.map((row) => [row.key, Number(row.requests)]));
}
