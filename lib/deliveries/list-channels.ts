import type pg from "pg";
import { pool } from "@/lib/platform/database";

/** "failing": its last attempts failed; "off": switched off by hand or by the receiver; "untested": nothing was sent yet. */
export type ChannelHealth = "untested" | "ok" | "failing" | "off";

export interface Channel {
  id: string;
  name: string;
  kind: string;
  enabled: boolean;
  health: ChannelHealth;
  fallbackChannelId: string | null;
}

interface Row {
  id: string;
  name: string;
  kind: string;
  enabled: boolean;
  failures: number;
  last_success_at: Date | null;
  fallback_channel_id: string | null;
}

/** A single failed attempt is retried within a second; failing is what fails again. */
export const FAILURES_OF_FAILING = 2;

export function healthOf(row: Pick<Row, "enabled" | "failures" | "last_success_at">): ChannelHealth {
  if (!row.enabled) return "off";
  if (row.failures >= FAILURES_OF_FAILING) return "failing";
  return row.last_success_at === null ? "untested" : "ok";
}

/** Every channel, by name, without anything secret; through the transaction's own connection where one is given. */
export async function listChannels(client: Pick<pg.ClientBase, "query"> = pool()): Promise<Channel[]> {
  const { rows } = await client.query<Row>(
    `SELECT id, name, kind, enabled, failures, last_success_at, fallback_channel_id
     FROM channel WHERE deleted_at IS NULL AND kind <> 'canary' ORDER BY lower(name)`,
  );
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    kind: row.kind,
    enabled: row.enabled,
    health: healthOf(row),
    fallbackChannelId: row.fallback_channel_id,
  }));
}
