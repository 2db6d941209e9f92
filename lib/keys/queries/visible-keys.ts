import type pg from "pg";
import type { Reach } from "@/lib/platform/reach";

/**
 * That every tenant the key `k` is allowed for or was used by is among those of the parameter (null: all). A key of
 * no tenant at all concerns everybody, and only who reaches everybody.
 * @param tenants a text[] parameter such as $2
 */
export function keyWithin(tenants: string): string {
  const uses = "SELECT FROM provider_key_value AS kv JOIN key_use AS ku USING (fingerprint) WHERE kv.key_id = k.id";
  return `(${tenants}::text[] IS NULL OR (k.allowed_tenants <@ ${tenants}::text[]
    AND (k.allowed_tenants <> '{}' OR EXISTS (${uses})) AND NOT EXISTS (${uses} AND ku.tenant <> ALL (${tenants}::text[]))))`;
}

/** The ids of the keys within reach; null: all of them. */
export async function visibleKeys(client: { query: pg.Pool["query"] }, reach: Reach): Promise<ReadonlySet<string> | null> {
  if (!reach.limited) return null;
  const { rows } = await client.query<{ id: string }>(`SELECT k.id FROM provider_key AS k WHERE ${keyWithin("$1")}`, [
    reach.tenants,
  ]);
  return new Set(rows.map((row) => row.id));
}
