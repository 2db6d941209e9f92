import type pg from "pg";
import type { UseDimension } from "./sum-uses";

export interface UsedIn {
  dimension: UseDimension;
  value: string;
  first_seen: Date;
  last_seen: Date;
}

const MOST = 50;

/** Where one key was ever used, the latest first, at most fifty values a dimension. */
export async function listUses(client: { query: pg.Pool["query"] }, keyId: string): Promise<UsedIn[]> {
  const part = (dimension: UseDimension) => `
    (SELECT '${dimension}' AS dimension, u.${dimension} AS value, min(u.first_seen) AS first_seen, max(u.last_seen) AS last_seen
     FROM key_use AS u JOIN provider_key_value AS v USING (fingerprint) WHERE v.key_id = $1
     GROUP BY u.${dimension} ORDER BY max(u.last_seen) DESC, 2 LIMIT ${MOST})`;
  const { rows } = await client.query<UsedIn>([part("environment"), part("tenant"), part("feature")].join(" UNION ALL "), [
    keyId,
  ]);
  return rows;
}
