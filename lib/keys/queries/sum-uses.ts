import type pg from "pg";

export type UseDimension = "environment" | "tenant" | "feature";

/** Where a key was used and when last, one row a key, dimension and value. */
export interface UseRow {
  key_id: string;
  dimension: UseDimension;
  value: string;
  last_seen: Date;
}

/** The environments in which keys were used since an instant. */
export async function sumEnvironments(client: pg.ClientBase, ids: readonly string[] | null, since: Date): Promise<UseRow[]> {
  const { rows } = await client.query<UseRow>(
    `SELECT v.key_id, 'environment' AS dimension, u.environment AS value, max(u.last_seen) AS last_seen
     FROM key_use AS u JOIN provider_key_value AS v USING (fingerprint)
     WHERE ($1::uuid[] IS NULL OR v.key_id = ANY($1)) AND u.last_seen > $2
     GROUP BY v.key_id, u.environment`,
    [ids, since],
  );
  return rows;
}

/** Uses since an instant that a key's limits do not allow. Without allowed environments its own is the only one. */
export async function sumOutside(client: pg.ClientBase, ids: readonly string[] | null, since: Date): Promise<UseRow[]> {
  const part = (dimension: UseDimension, allowed: string) => `
    SELECT k.id AS key_id, '${dimension}' AS dimension, u.${dimension} AS value, max(u.last_seen) AS last_seen
    FROM provider_key AS k JOIN provider_key_value AS v ON v.key_id = k.id JOIN key_use AS u USING (fingerprint)
    WHERE ($1::uuid[] IS NULL OR k.id = ANY($1)) AND u.last_seen > $2 AND ${allowed}
    GROUP BY k.id, u.${dimension}`;
  const { rows } = await client.query<UseRow>(
    `${part("environment", "u.environment <> ALL(CASE WHEN k.allowed_environments = '{}' THEN ARRAY[k.environment] ELSE k.allowed_environments END)")}
     UNION ALL ${part("tenant", "k.allowed_tenants <> '{}' AND u.tenant <> ALL(k.allowed_tenants)")}
     UNION ALL ${part("feature", "k.allowed_features <> '{}' AND u.feature <> ALL(k.allowed_features)")}
     ORDER BY last_seen DESC`,
    [ids, since],
  );
  return rows;
}
