import type pg from "pg";
import type { Reach } from "@/lib/platform/reach";
import type { StopRow } from "../stop-row";

type Client = pg.Pool | pg.ClientBase;

/** In force: neither lifted nor expired at `at`. */
export async function findStopsInForce(client: Client, at: Date): Promise<StopRow[]> {
  const { rows } = await client.query<StopRow>(
    `SELECT * FROM stop WHERE lifted_at IS NULL AND expired_at IS NULL AND (expires_at IS NULL OR expires_at > $1) ORDER BY id`,
    [at],
  );
  return rows;
}

/** Stops of tenants within reach; one that names no tenant is everybody's. */
const within = (tenants: string) => `(${tenants}::text[] IS NULL OR tenant = ANY (${tenants}))`;

const tenantsOf = (reach: Reach | undefined) => reach?.tenants ?? null;

export async function findStop(client: Client, id: string, reach: Reach | undefined, lock = false): Promise<StopRow | null> {
  const { rows } = await client.query<StopRow>(
    `SELECT * FROM stop WHERE id = $1 AND ${within("$2")} ${lock ? "FOR UPDATE" : ""}`,
    [id, tenantsOf(reach)],
  );
  return rows[0] ?? null;
}

const STATES = {
  active: "lifted_at IS NULL AND expired_at IS NULL AND (expires_at IS NULL OR expires_at > $1)",
  ended: "(lifted_at IS NOT NULL OR expired_at IS NOT NULL OR expires_at <= $1)",
  all: "$1::timestamptz IS NOT NULL",
};

/** One page, newest first. */
export async function listStops(
  client: Client,
  state: keyof typeof STATES,
  at: Date,
  beforeId: string | null,
  limit: number,
  reach: Reach | undefined,
): Promise<StopRow[]> {
  const { rows } = await client.query<StopRow>(
    `SELECT * FROM stop WHERE ${STATES[state]} AND ($2::uuid IS NULL OR id < $2) AND ${within("$4")}
     ORDER BY id DESC LIMIT $3`,
    [at, beforeId, limit, tenantsOf(reach)],
  );
  return rows;
}

/** Changes after a version, oldest first. Each change of a stop has a version of its own. */
export async function listStopChanges(
  client: Client,
  since: number,
  limit: number,
  reach: Reach | undefined,
): Promise<StopRow[]> {
  const { rows } = await client.query<StopRow>(
    `SELECT * FROM stop WHERE version > $1 AND ${within("$3")} ORDER BY version LIMIT $2`,
    [since, limit, tenantsOf(reach)],
  );
  return rows;
}

/**
 * The newest version of all stops, 0 before the first: read before what a later look could miss. Who is limited gets
 * the newest of theirs, which no change of anybody else's moves.
 */
export async function stopsVersion(client: Client, reach: Reach | undefined): Promise<number> {
  if (reach?.limited) {
    const found = await client.query<{ version: number }>("SELECT max(version) AS version FROM stop WHERE tenant = ANY ($1)", [
      reach.tenants,
    ]);
    return Number(found.rows[0]?.version ?? 0);
  }
  const { rows } = await client.query<{ version: number }>("SELECT version FROM change_version WHERE name = 'stops'");
  return rows[0]?.version ?? 0;
}

const EXPIRED = "lifted_at IS NULL AND expired_at IS NULL AND expires_at <= $1";

export async function anyExpired(client: Client, at: Date): Promise<boolean> {
  const { rowCount } = await client.query(`SELECT FROM stop WHERE ${EXPIRED} LIMIT 1`, [at]);
  return (rowCount ?? 0) > 0;
}

/** Those whose time is over, which nobody has noted yet. */
export async function lockExpiredStops(client: Client, at: Date): Promise<StopRow[]> {
  const { rows } = await client.query<StopRow>(`SELECT * FROM stop WHERE ${EXPIRED} ORDER BY id LIMIT 100 FOR UPDATE`, [at]);
  return rows;
}
