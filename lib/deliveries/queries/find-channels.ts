import type pg from "pg";

export interface ChannelRow {
  id: string;
  name: string;
  kind: string;
  config: Record<string, unknown>;
  sealed: string;
  allow_private: boolean;
  fallback_channel_id: string | null;
  enabled: boolean;
  off_reason: string | null;
  off_at: Date | null;
  off_by: string | null;
  failures: number;
  failing_since: Date | null;
  last_success_at: Date | null;
  last_failure_at: Date | null;
  last_error: string | null;
  created_at: Date;
  created_by: string;
  updated_at: Date;
  pending: number;
}

/** Channels by name, or one by id; never deleted ones nor those of the process itself. */
export async function findChannels(client: pg.Pool | pg.ClientBase, id: string | null = null): Promise<ChannelRow[]> {
  const { rows } = await client.query<ChannelRow>(
    `SELECT c.*, (SELECT count(*)::int FROM delivery AS d WHERE d.channel_id = c.id AND d.state = 'pending') AS pending
     FROM channel AS c
     WHERE c.deleted_at IS NULL AND c.kind <> 'canary' AND ($1::uuid IS NULL OR c.id = $1)
     ORDER BY lower(c.name)`,
    [id],
  );
  return rows;
}
