import { rfc3339 } from "@/lib/platform/time";
import type { ProviderKey } from "./contract";

/** The columns of the inventory as a file. Those that only a new key may have come last; status is for reading. */
export const KEY_COLUMNS = [
  "id",
  "name",
  "provider",
  "environment",
  "owner",
  "purpose",
  "allowed_tenants",
  "allowed_features",
  "allowed_environments",
  "rotation_days",
  "last_rotated_at",
  "expires_at",
  "timezone",
  "fingerprint",
  "last4",
  "status",
] as const;
export type KeyColumn = (typeof KEY_COLUMNS)[number];

const joined = (names: readonly string[]) => names.map((name) => name.replace(/[\\;]/g, "\\$&")).join(";");

/** Names of one cell: separated by semicolons, those within a name escaped by a backslash. */
export function namesOf(cell: string): string[] {
  return (cell.match(/(?:\\.|[^;\\])+/gs) ?? [])
    .map((name) => name.replace(/\\(.)/gs, "$1").trim())
    .filter((name) => name !== "");
}

/** A key as a row. The fingerprint's column stays empty: its digest is kept nowhere. */
export function keyRow(key: ProviderKey): string[] {
  const row: Record<KeyColumn, string> = {
    id: key.id,
    name: key.name,
    provider: key.provider,
    environment: key.environment,
    owner: key.owner?.email ?? "",
    purpose: key.purpose,
    allowed_tenants: joined(key.allowed_tenants),
    allowed_features: joined(key.allowed_features),
    allowed_environments: joined(key.allowed_environments),
    rotation_days: key.rotation_days === null ? "" : String(key.rotation_days),
    last_rotated_at: rfc3339(Date.parse(key.last_rotated_at)),
    expires_at: key.expires_at ?? "",
    timezone: key.timezone ?? "",
    fingerprint: "",
    last4: key.values[0]?.last4 ?? "",
    status: key.status,
  };
  return KEY_COLUMNS.map((column) => row[column]);
}
