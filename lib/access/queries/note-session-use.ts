import { pool } from "@/lib/platform/database";

/** Writes when a session was last used, unless another instance wrote it within the last minute. */
export async function noteSessionUse(id: string, at: Date): Promise<void> {
  await pool().query(
    "UPDATE session SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2::timestamptz - interval '1 minute'",
    [id, at],
  );
}
