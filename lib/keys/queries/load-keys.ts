import type pg from "pg";
import type { KeyStatus } from "../contract";
import type { KeyRecord, ValueRecord } from "../model";

interface KeyRow {
  id: string;
  name: string;
  provider: string;
  environment: string;
  owner_user_id: string | null;
  owner_email: string | null;
  user_id: string | null;
  user_email: string | null;
  user_name: string | null;
  user_disabled: boolean | null;
  purpose: string;
  allowed_tenants: string[];
  allowed_features: string[];
  allowed_environments: string[];
  rotation_days: number | null;
  rotated_at: Date;
  expires_at: Date | null;
  timezone: string | null;
  status: KeyStatus;
  rotation_started_at: Date | null;
  rotation_started_by: string | null;
  rotation_from: number | null;
  compromised_at: Date | null;
  compromised_by: string | null;
  compromise_reason: string | null;
  retired_at: Date | null;
  created_at: Date;
  created_by: string;
  updated_at: Date;
}

interface ValueRow {
  key_id: string;
  fingerprint: string;
  last4: string;
  generation: number;
  state: ValueRecord["state"];
  registered_at: Date;
  retired_at: Date | null;
  compromised_at: Date | null;
  stop_id: string | null;
  first_seen: Date | null;
  last_seen: Date | null;
  slept_from: Date | null;
  woke_at: Date | null;
}

/** Keys of the inventory with their values and owners, by name; all of them where no ids are given. */
export async function loadKeys(client: { query: pg.Pool["query"] }, ids: readonly string[] | null): Promise<KeyRecord[]> {
  const keys = await client.query<KeyRow>(
    `SELECT k.*, u.id AS user_id, u.email AS user_email, u.name AS user_name, u.disabled_at IS NOT NULL AS user_disabled
     FROM provider_key AS k
     LEFT JOIN app_user AS u ON u.id = k.owner_user_id OR (k.owner_user_id IS NULL AND u.email = lower(k.owner_email))
     WHERE $1::uuid[] IS NULL OR k.id = ANY($1) ORDER BY lower(k.name), k.id`,
    [ids],
  );
  const values = await client.query<ValueRow>(
    `SELECT v.*, a.first_seen, a.last_seen, a.slept_from, a.woke_at
     FROM provider_key_value AS v LEFT JOIN key_activity AS a USING (fingerprint)
     WHERE $1::uuid[] IS NULL OR v.key_id = ANY($1) ORDER BY v.generation DESC`,
    [ids],
  );
  const byKey = new Map<string, ValueRow[]>();
  for (const row of values.rows) byKey.set(row.key_id, [...(byKey.get(row.key_id) ?? []), row]);
  return keys.rows.map((row) => keyOf(row, byKey.get(row.id) ?? []));
}

function keyOf(row: KeyRow, values: readonly ValueRow[]): KeyRecord {
  return {
    id: row.id,
    name: row.name,
    provider: row.provider,
    environment: row.environment,
    owner: ownerOf(row),
    purpose: row.purpose,
    allowedTenants: row.allowed_tenants,
    allowedFeatures: row.allowed_features,
    allowedEnvironments: row.allowed_environments,
    rotationDays: row.rotation_days,
    rotatedAt: row.rotated_at,
    expiresAt: row.expires_at,
    timezone: row.timezone,
    status: row.status,
    rotationStartedAt: row.rotation_started_at,
    rotationStartedBy: row.rotation_started_by,
    rotationFrom: row.rotation_from,
    compromisedAt: row.compromised_at,
    compromisedBy: row.compromised_by,
    compromiseReason: row.compromise_reason,
    retiredAt: row.retired_at,
    createdAt: row.created_at,
    createdBy: row.created_by,
    updatedAt: row.updated_at,
    values: values.map((value) => ({
      fingerprint: value.fingerprint,
      last4: value.last4,
      generation: value.generation,
      state: value.state,
      registeredAt: value.registered_at,
      retiredAt: value.retired_at,
      compromisedAt: value.compromised_at,
      stopId: value.stop_id,
      firstSeen: value.first_seen,
      lastSeen: value.last_seen,
      sleptFrom: value.slept_from,
      wokeAt: value.woke_at,
    })),
  };
}

function ownerOf(row: KeyRow): KeyRecord["owner"] {
  const email = row.user_email ?? row.owner_email;
  if (email === null) return null;
  const gone = row.user_id === null ? row.owner_user_id !== null : row.user_disabled === true;
  return { userId: row.user_id ?? row.owner_user_id, email, name: row.user_name || null, gone };
}
