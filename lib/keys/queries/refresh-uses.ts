import type pg from "pg";

/** Usage of a series within a stretch of time; bucket starts, so within a minute or a quarter hour. */
const SEEN = `seen AS (
  SELECT s.key AS fingerprint, s.tenant, s.feature, s.environment, min(s.provider) AS provider,
    min(f.first) AS first_seen, max(f.last) AS last_seen
  FROM found AS f JOIN series AS s ON s.tenant = f.tenant AND s.series_id = f.series_id
  WHERE s.key <> '' AND NOT starts_with(s.tenant, '__')
  GROUP BY s.key, s.tenant, s.feature, s.environment
)`;

/** What long silence is, for telling that a key woke. */
const DORMANT = "interval '30 days'";

const STORE = `stored AS (
  INSERT INTO key_use (fingerprint, tenant, feature, environment, first_seen, last_seen)
  SELECT fingerprint, tenant, feature, environment, first_seen, last_seen FROM seen ORDER BY 1, 2, 3, 4
  ON CONFLICT (fingerprint, tenant, feature, environment) DO UPDATE
    SET first_seen = least(key_use.first_seen, excluded.first_seen), last_seen = greatest(key_use.last_seen, excluded.last_seen)
    WHERE excluded.first_seen < key_use.first_seen OR excluded.last_seen > key_use.last_seen
), whole AS (
  SELECT fingerprint, min(provider) AS provider, min(first_seen) AS first_seen, max(last_seen) AS last_seen FROM seen GROUP BY fingerprint
)
INSERT INTO key_activity AS a (fingerprint, first_seen, last_seen, provider)
SELECT fingerprint, first_seen, last_seen, provider FROM whole ORDER BY 1
ON CONFLICT (fingerprint) DO UPDATE SET
  slept_from = CASE
    WHEN excluded.first_seen > a.last_seen + ${DORMANT} THEN a.last_seen
    WHEN a.slept_from < excluded.last_seen AND excluded.last_seen < a.woke_at
      THEN CASE WHEN a.woke_at > excluded.last_seen + ${DORMANT} THEN excluded.last_seen END
    ELSE a.slept_from END,
  woke_at = CASE
    WHEN excluded.first_seen > a.last_seen + ${DORMANT} THEN excluded.first_seen
    WHEN a.slept_from < excluded.last_seen AND excluded.last_seen < a.woke_at AND a.woke_at <= excluded.last_seen + ${DORMANT} THEN NULL
    ELSE a.woke_at END,
  first_seen = least(a.first_seen, excluded.first_seen),
  last_seen = greatest(a.last_seen, excluded.last_seen)
WHERE excluded.first_seen < a.first_seen OR excluded.last_seen > a.last_seen
  OR (a.slept_from < excluded.last_seen AND excluded.last_seen < a.woke_at)
RETURNING a.fingerprint`;

export interface TouchedRange {
  seriesIds: readonly number[];
  from: Date;
  to: Date;
}

/**
 * Notes where the keys of these series were used within a range that was touched.
 * @param foldedUntil usage from then on lies in minutes, older usage in quarter hours
 * @returns fingerprints of which something is new
 */
export async function refreshUses(client: pg.ClientBase, touched: TouchedRange, foldedUntil: Date): Promise<string[]> {
  const { rows } = await client.query<{ fingerprint: string }>(
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
       WHERE $2::timestamptz < $4 AND s.series_id = ANY($1::bigint[]) AND s.key <> '' AND q.first IS NOT NULL
     ), ${SEEN}, ${STORE}`,
    [`{${touched.seriesIds.join(",")}}`, touched.from, touched.to, foldedUntil],
  );
  return rows.map((row) => row.fingerprint);
}

/** Counts the uses of these fingerprints anew, of all of them where none are given: after corrections, and of the past. */
export async function recountUses(
  client: pg.ClientBase,
  fingerprints: readonly string[] | null,
  foldedUntil: Date,
): Promise<void> {
  const kept = await client.query<{ fingerprint: string; last4: string | null; slept_from: Date | null; woke_at: Date | null }>(
    "SELECT fingerprint, last4, slept_from, woke_at FROM key_activity WHERE $1::text[] IS NULL OR fingerprint = ANY($1)",
    [fingerprints],
  );
  for (const table of ["key_use", "key_activity"])
    await client.query(`DELETE FROM ${table} WHERE $1::text[] IS NULL OR fingerprint = ANY($1)`, [fingerprints]);
  await client.query(
    `WITH named AS (
       SELECT tenant, series_id FROM series WHERE key <> '' AND ($1::text[] IS NULL OR key = ANY($1))
     ), found AS (
       SELECT n.tenant, n.series_id, min(r.bucket) AS first, max(r.bucket) AS last
       FROM rollup_minute AS r JOIN named AS n USING (tenant, series_id)
       WHERE r.bucket >= $2 AND r.requests > 0 GROUP BY n.tenant, n.series_id
       UNION ALL
       SELECT n.tenant, n.series_id, q.first, q.last FROM named AS n, LATERAL (
         SELECT (SELECT min(r.bucket) FROM rollup_quarter AS r
                 WHERE r.tenant = n.tenant AND r.series_id = n.series_id AND r.requests > 0) AS first,
                (SELECT max(r.bucket) FROM rollup_quarter AS r
                 WHERE r.tenant = n.tenant AND r.series_id = n.series_id AND r.requests > 0) AS last) AS q
       WHERE q.first IS NOT NULL
     ), ${SEEN}, ${STORE}`,
    [fingerprints, foldedUntil],
  );
  await client.query(
    `UPDATE key_activity AS a SET last4 = coalesce(a.last4, k.last4),
       slept_from = CASE WHEN k.woke_at <= a.last_seen THEN k.slept_from END,
       woke_at = CASE WHEN k.woke_at <= a.last_seen THEN k.woke_at END
     FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[]) AS k(fingerprint, last4, slept_from, woke_at)
     WHERE a.fingerprint = k.fingerprint`,
    [
      kept.rows.map((row) => row.fingerprint),
      kept.rows.map((row) => row.last4),
      kept.rows.map((row) => row.slept_from),
      kept.rows.map((row) => row.woke_at),
    ],
  );
}
