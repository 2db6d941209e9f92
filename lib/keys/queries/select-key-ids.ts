import type pg from "pg";
import { keyWithin } from "./visible-keys";

export interface KeyWanted {
  search: string | null;
  status: string | null;
  provider: string | null;
  environment: string | null;
  /** A kind of finding, or "any". */
  finding: string | null;
  /** Only keys of these tenants alone; null: all. */
  tenants: readonly string[] | null;
  /** The name (in small letters) and id after which the page begins. */
  after: readonly [string, string] | null;
  limit: number;
}

/** The ids of one page of keys, in the order of their names. */
export async function selectKeyIds(
  client: { query: pg.Pool["query"] },
  wanted: KeyWanted,
): Promise<{ id: string; name: string }[]> {
  const pattern = wanted.search === null ? null : `%${wanted.search.replace(/[\\%_]/g, "\\$&")}%`;
  const { rows } = await client.query<{ id: string; name: string }>(
    `SELECT k.id, lower(k.name) AS name FROM provider_key AS k
     WHERE ($1::text IS NULL OR k.name ILIKE $1 OR k.purpose ILIKE $1 OR k.owner_email ILIKE $1)
       AND ($2::text IS NULL OR k.status = $2)
       AND ($3::text IS NULL OR k.provider = $3)
       AND ($4::text IS NULL OR k.environment = $4)
       AND ($5::text IS NULL OR EXISTS (SELECT FROM key_finding AS f
             WHERE f.subject = k.id::text AND f.cleared_at IS NULL AND ($5 = 'any' OR f.kind = $5)))
       AND ($6::text IS NULL OR (lower(k.name), k.id) > ($6, $7::uuid))
       AND ${keyWithin("$9")}
     ORDER BY lower(k.name), k.id LIMIT $8`,
    [
      pattern,
      wanted.status,
      wanted.provider,
      wanted.environment,
      wanted.finding,
      wanted.after?.[0] ?? null,
      wanted.after?.[1] ?? null,
      wanted.limit,
      wanted.tenants,
    ],
  );
  return rows;
}
