import type pg from "pg";

/** The combinations of `found` (tenant, series_id, first, last), noted; a reserved tenant is nobody's. */
const STORE = `
INSERT INTO directory_use AS u (tenant, feature, environment, first_seen, last_seen)
SELECT s.tenant, s.feature, s.environment, min(f.first), max(f.last)
FROM found AS f JOIN series AS s USING (tenant, series_id)
WHERE NOT starts_with(s.tenant, '__')
GROUP BY s.tenant, s.feature, s.environment ORDER BY 1, 2, 3
ON CONFLICT (tenant, feature, environment) DO UPDATE SET
  first_seen = least(u.first_seen, excluded.first_seen), last_seen = greatest(u.last_seen, excluded.last_seen)
WHERE excluded.first_seen < u.first_seen OR excluded.last_seen > u.last_seen`;

/** An entry for each name that has none. */
const ENTER = `
INSERT INTO directory_entry (kind, name, created_at)
SELECT kind, name, $1 FROM (
  SELECT 'tenant' AS kind, tenant AS name FROM directory_use
  UNION SELECT 'feature', feature FROM directory_use
  UNION SELECT 'environment', environment FROM directory_use
) AS seen WHERE NOT EXISTS (SELECT FROM directory_entry AS e WHERE e.kind = seen.kind AND e.name = seen.name)
ORDER BY 1, 2 ON CONFLICT DO NOTHING`;

export interface TouchedRange {
  seriesIds: readonly number[];
  /** Series of which something was taken back: what was seen may have been seen no more. */
  withdrawn: readonly number[];
  from: Date;
  to: Date;
}

/**
 * Notes the combinations that these series are of, seen within a range that was touched.
 * @param foldedUntil usage from then on lies in minutes, older usage in quarter hours
 */
export async function refreshUses(client: pg.ClientBase, touched: TouchedRange, foldedUntil: Date): Promise<void> {
  await client.query(
    `WITH found AS (
       SELECT r.tenant, r.series_id, min(r.bucket) AS first, max(r.bucket) AS last FROM rollup_minute AS r
       WHERE r.bucket >= greatest(date_bin('1 minute', $2::timestamptz, 'epoch'), $4) AND r.bucket <= $3
         AND r.series_id = ANY($1::bigint[]) AND r.requests > 0
       GROUP BY r.tenant, r.series_id
       UNION ALL
       SELECT s.tenant, s.series_id, q.first, q.last
       FROM series AS s, LATERAL (
         SELECT min(r.bucket) AS first, max(r.bucket) AS last FROM rollup_quarter AS r
         WHERE r.tenant = s.tenant AND r.series_id = s.series_id AND r.requests > 0
           AND r.bucket >= date_bin('15 minutes', $2::timestamptz, 'epoch') AND r.bucket <= $3) AS q
       WHERE $2::timestamptz < $4 AND s.series_id = ANY($1::bigint[]) AND q.first IS NOT NULL
     ) ${STORE}`,
    [`{${touched.seriesIds.join(",")}}`, touched.from, touched.to, foldedUntil],
  );
}

/** All series of the combinations that these are of, or all there are. */
const NAMED = `named AS (
  SELECT s.tenant, s.series_id FROM series AS s
  WHERE $2::bigint[] IS NULL OR (s.tenant, s.feature, s.environment) IN (
    SELECT tenant, feature, environment FROM series WHERE series_id = ANY($2::bigint[]))
)`;

/** Notes every combination there ever was; of those that were noted before, only the ones that these series are of, anew. */
export async function countUses(client: pg.ClientBase, foldedUntil: Date, withdrawn: readonly number[] | null): Promise<void> {
  const ids = withdrawn && `{${withdrawn.join(",")}}`;
  if (withdrawn)
    await client.query(
      `DELETE FROM directory_use AS u USING series AS s
       WHERE s.series_id = ANY($1::bigint[]) AND u.tenant = s.tenant AND u.feature = s.feature AND u.environment = s.environment`,
      [ids],
    );
  await client.query(
    `WITH ${NAMED}, found AS (
       SELECT r.tenant, r.series_id, min(r.bucket) AS first, max(r.bucket) AS last
       FROM rollup_minute AS r JOIN named AS n USING (tenant, series_id)
       WHERE r.bucket >= $1 AND r.requests > 0 GROUP BY r.tenant, r.series_id
       UNION ALL
       SELECT s.tenant, s.series_id, q.first, q.last FROM named AS s, LATERAL (
         SELECT (SELECT min(r.bucket) FROM rollup_quarter AS r
                 WHERE r.tenant = s.tenant AND r.series_id = s.series_id AND r.requests > 0) AS first,
                (SELECT max(r.bucket) FROM rollup_quarter AS r
                 WHERE r.tenant = s.tenant AND r.series_id = s.series_id AND r.requests > 0) AS last) AS q
       WHERE q.first IS NOT NULL
     ) ${STORE}`,
    [foldedUntil, ids],
  );
}

/** Makes an entry of each name that events have and the directory has not. @returns how many are new */
export async function enterNames(client: pg.ClientBase, at: Date): Promise<number> {
  return (await client.query(ENTER, [at])).rowCount ?? 0;
}
