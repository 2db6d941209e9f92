import { pool } from "@/lib/platform/database";

/** Writes when a token was last used, unless another instance wrote it within the last minute. */
export async function noteTokenUse(id: string, at: Date): Promise<void> {
  await pool().query(
    `UPDATE api_token SET last_used_at = $2
     WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2::timestamptz - interval '1 minute')`,
    [id, at],
  );
}
