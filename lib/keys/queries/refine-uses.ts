import type pg from "pg";

/**
 * When values that are out of use were last used, to the very moment: rollups tell the minute or the quarter hour, and
 * a call just before a value was retired is none after it. Reads the events of the stretch that was touched.
 * @returns whether anything new is known
 */
export async function refineEndedUses(
  client: pg.ClientBase,
  touched: { seriesIds: readonly number[]; from: Date; to: Date },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `WITH ended AS (
       SELECT DISTINCT s.tenant, s.key FROM series AS s JOIN provider_key_value AS v ON v.fingerprint = s.key
       WHERE s.series_id = ANY($1::bigint[]) AND v.state IN ('retired', 'compromised')
     ), used AS (
       SELECT n.key, max(e.last) AS last FROM ended AS n, LATERAL (
         SELECT max(u.time) AS last FROM usage_event AS u
         WHERE u.tenant = n.tenant AND u.key = n.key AND u.time >= $2 AND u.time <= $3 AND u.corrected_by IS NULL) AS e
       GROUP BY n.key
     )
     UPDATE key_activity AS a SET last_seen = used.last FROM used WHERE a.fingerprint = used.key AND used.last > a.last_seen`,
    [`{${touched.seriesIds.join(",")}}`, touched.from, touched.to],
  );
  return rowCount !== 0;
}

/**
 * Finds the last long silence of these values since an instant, where its end came in together with what was before
 * it: history that was sent at once, an import.
 * @param foldedUntil usage from then on lies in minutes, older usage in quarter hours
 */
export async function noteSleep(
  client: pg.ClientBase,
  fingerprints: readonly string[],
  since: Date,
  foldedUntil: Date,
): Promise<void> {
  await client.query(
    `WITH named AS (
       SELECT tenant, series_id, key FROM series WHERE key = ANY($1::text[]) AND NOT starts_with(tenant, '__')
     ), used AS (
       SELECT n.key, r.bucket FROM named AS n JOIN rollup_quarter AS r USING (tenant, series_id)
       WHERE r.bucket >= date_bin('15 minutes', $2::timestamptz, 'epoch') AND r.requests > 0
       UNION
       SELECT n.key, r.bucket FROM named AS n JOIN rollup_minute AS r USING (tenant, series_id)
       WHERE r.bucket >= $3 AND r.requests > 0
     ), steps AS (
       SELECT key, lag(bucket) OVER (PARTITION BY key ORDER BY bucket) AS slept_from, bucket AS woke_at FROM used
     ), silences AS (
       SELECT DISTINCT ON (key) key, slept_from, woke_at FROM steps
       WHERE woke_at > slept_from + interval '30 days' ORDER BY key, woke_at DESC
     )
     UPDATE key_activity AS a SET slept_from = s.slept_from, woke_at = s.woke_at FROM silences AS s
     WHERE a.fingerprint = s.key AND (a.woke_at IS NULL OR a.woke_at < s.woke_at)`,
    [fingerprints, since, foldedUntil],
  );
}
