import { pool } from "@/lib/platform/database";

/** When each of these people last used a session of theirs; nobody without one. */
export async function lastSeen(userIds: readonly string[]): Promise<Map<string, Date>> {
  const { rows } = await pool().query<{ user_id: string; seen: Date }>(
    "SELECT user_id, max(last_seen_at) AS seen FROM session WHERE user_id = ANY($1::uuid[]) GROUP BY user_id",
    [userIds],
  );
  return new Map(rows.map(({ user_id, seen }) => [user_id, seen]));
}
