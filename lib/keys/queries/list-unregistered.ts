import type pg from "pg";

export interface UnregisteredRow {
  fingerprint: string;
  last4: string | null;
  provider: string;
  first_seen: Date;
  last_seen: Date;
  environments: { value: string; last_seen: string }[];
  tenants: number;
  features: number;
}

/** Values that events carry and the inventory does not know, the latest first. */
export async function listUnregistered(client: { query: pg.Pool["query"] }, limit: number): Promise<UnregisteredRow[]> {
  const { rows } = await client.query<UnregisteredRow>(
    `SELECT a.fingerprint, a.last4, a.provider, a.first_seen, a.last_seen, e.environments, u.tenants::int, u.features::int
     FROM (SELECT * FROM key_activity AS a
           WHERE NOT EXISTS (SELECT FROM provider_key_value AS v WHERE v.fingerprint = a.fingerprint)
           ORDER BY a.last_seen DESC, a.fingerprint LIMIT $1) AS a,
     LATERAL (SELECT count(DISTINCT tenant) AS tenants, count(DISTINCT feature) AS features
              FROM key_use WHERE key_use.fingerprint = a.fingerprint) AS u,
     LATERAL (SELECT coalesce(json_agg(json_build_object('value', environment, 'last_seen', last_seen) ORDER BY environment), '[]') AS environments
              FROM (SELECT environment, max(last_seen) AS last_seen FROM key_use
                    WHERE key_use.fingerprint = a.fingerprint GROUP BY environment) AS by_environment) AS e
     ORDER BY a.last_seen DESC, a.fingerprint`,
    [limit],
  );
  return rows;
}
