import { pool } from "@/lib/platform/database";
import type { Role } from "@/lib/platform/http/operation";
import type { UserPrincipal } from "../principal";

/** Who a session belongs to, with the role the person has now; null when it ended or the person may not come in. */
export async function loadSession(sessionId: string): Promise<(UserPrincipal & { expiresMs: number; seenMs: number }) | null> {
  const { rows } = await pool().query<{
    id: string;
    name: string;
    email: string;
    role: Role;
    tenants: string[] | null;
    expires_at: Date;
    last_seen_at: Date;
  }>(
    `SELECT u.id, u.name, u.email, u.role, u.tenants, s.expires_at, s.last_seen_at
     FROM session s JOIN app_user u ON u.id = s.user_id
     WHERE s.id = $1 AND s.revoked_at IS NULL AND s.expires_at > now() AND u.disabled_at IS NULL`,
    [sessionId],
  );
  const row = rows[0];
  if (!row) return null;
  const { id, name, email, role, tenants } = row;
  return {
    kind: "user",
    id,
    name,
    email,
    role,
    tenants,
    sessionId,
    expiresMs: row.expires_at.getTime(),
    seenMs: row.last_seen_at.getTime(),
  };
}
