import type pg from "pg";

/**
 * Channels with deliveries that are due and that nobody attempts: their job was lost with a killed instance, with a restored
 * backup, or with a connection. Null stands for letters.
 */
export async function findWaking(client: pg.Pool): Promise<(string | null)[]> {
  const { rows } = await client.query<{ channel_id: string | null }>({
    name: "find-waking",
    text: `SELECT DISTINCT channel_id FROM delivery
      WHERE state = 'pending' AND next_attempt_at <= now() AND (leased_until IS NULL OR leased_until <= now())`,
  });
  return rows.map(({ channel_id }) => channel_id);
}
