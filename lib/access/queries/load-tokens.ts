import { pool } from "@/lib/platform/database";
import type { Scope } from "@/lib/platform/http/operation";

export interface TokenRow {
  id: string;
  name: string;
  token_hash: Buffer;
  scopes: Scope[];
  default_environment: string | null;
  trusts_reported_cost: boolean;
  tenants: string[] | null;
  expires_at: Date | null;
  last_used_at: Date | null;
}

/** Every token that may still be used. */
export async function loadTokens(): Promise<TokenRow[]> {
  const { rows } = await pool().query<TokenRow>(
    `SELECT id, name, token_hash, scopes, default_environment, trusts_reported_cost, tenants, expires_at, last_used_at
     FROM api_token WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`,
  );
  return rows;
}
