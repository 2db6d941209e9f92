import type pg from "pg";
import { pool } from "@/lib/platform/database";

/** The e-mail address of each key's owner, the key named by its id or a fingerprint; null where nobody is known. In one look. */
export async function ownersOfKeys(
  keys: readonly (string | undefined)[],
  client: { query: pg.Pool["query"] } = pool(),
): Promise<(string | null)[]> {
  const named = [...new Set(keys.filter((key) => key !== undefined))];
  if (named.length === 0) return keys.map(() => null);
  const { rows } = await client.query<{ name: string; owner: string | null }>(
    `SELECT n.name, coalesce(p.email, k.owner_email) AS owner FROM unnest($1::text[]) AS n(name)
     JOIN provider_key AS k ON k.id::text = n.name
       OR k.id = (SELECT v.key_id FROM provider_key_value AS v WHERE v.fingerprint = n.name)
     LEFT JOIN app_user AS p ON p.id = k.owner_user_id`,
    [named],
  );
  const ownerOf = new Map(rows.map((row) => [row.name, row.owner]));
  return keys.map((key) => (key === undefined ? null : (ownerOf.get(key) ?? null)));
}
