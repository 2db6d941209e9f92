import type pg from "pg";
import { Reach } from "@/lib/platform/reach";
import type { IngestCaller } from "../recording/prepare-event";

export interface Rejected {
  payload: unknown;
  redacted: boolean;
  receivedAt: Date;
  replayStatus: string | null;
  /** Who sent it, with that token's present settings. */
  caller: IngestCaller;
  /** The tenants that token may send for now. */
  reach: Reach;
  tenant: string | null;
}

export async function findRejected(pool: pg.Pool, id: string): Promise<Rejected | null> {
  const { rows } = await pool.query<{
    payload: unknown;
    redacted: boolean;
    received_at: Date;
    replay_status: string | null;
    token_id: string | null;
    token_name: string;
    default_environment: string | null;
    trusts: boolean | null;
    tenant: string | null;
    tenants: string[] | null;
  }>(
    `SELECT r.payload, r.redacted, r.received_at, r.replay_status, r.token_id, r.token_name, t.default_environment,
       t.trusts_reported_cost AS trusts, r.tenant, t.tenants
     FROM rejected_event AS r LEFT JOIN api_token AS t ON t.id = r.token_id WHERE r.id = $1`,
    [id],
  );
  const row = rows[0];
  if (!row) return null;
  return {
    payload: row.payload,
    redacted: row.redacted,
    receivedAt: row.received_at,
    replayStatus: row.replay_status,
    reach: Reach.of(row.tenants),
    tenant: row.tenant,
    caller: {
      id: row.token_id,
      name: row.token_name,
      defaultEnvironment: row.default_environment,
      trustsReportedCost: row.trusts ?? false,
    },
  };
}
