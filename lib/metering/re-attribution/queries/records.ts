import type pg from "pg";
import type { Reach } from "@/lib/platform/reach";
import type { ReAttributionAnswer } from "../contract";
import type { EventPlace } from "../selection";

/** A move as it is kept. */
export interface MoveRow {
  id: string;
  created_at: Date;
  created_by: string;
  finished_at: Date | null;
  state: "running" | "done";
  reason: string;
  filter: Record<string, string>;
  moved_to: Record<string, string>;
  events: number;
  effective_cost: string;
  collisions: number;
  collided: ReAttributionAnswer["collisions"]["examples"];
  difference: ReAttributionAnswer["differences"];
  by_day: ReAttributionAnswer["by_day"];
}

const COLUMNS = `id, created_at, created_by, finished_at, state, reason, filter, moved_to, events, effective_cost, collisions, collided, difference`;

export async function insertMove(
  client: pg.ClientBase,
  given: Pick<MoveRow, "id" | "created_at" | "created_by" | "reason" | "filter" | "moved_to"> & {
    reach: readonly string[] | null;
  },
): Promise<void> {
  await client.query(
    `INSERT INTO re_attribution (id, created_at, created_by, reason, filter, moved_to, reach, events, effective_cost, difference, state, tenants)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, '[]', 'running', '{}')`,
    [
      ...[given.id, given.created_at, given.created_by, given.reason],
      ...[JSON.stringify(given.filter), JSON.stringify(given.moved_to), given.reach],
    ],
  );
}

/** What a move needs to go on. */
export interface Progress extends MoveRow {
  place: [tenant: string, time: string, source: string, id: string] | null;
  reach: string[] | null;
}

/** Holds a move that is under way: whoever else goes on with it waits. */
export async function holdMove(client: pg.ClientBase, id: string): Promise<Progress | null> {
  const { rows } = await client.query<Progress>(
    `SELECT ${COLUMNS}, by_day, place, reach FROM re_attribution WHERE id = $1 AND state = 'running' FOR UPDATE`,
    [id],
  );
  return rows[0] ?? null;
}

export async function noteProgress(
  client: pg.ClientBase,
  id: string,
  step: {
    place: EventPlace | null;
    events: number;
    cost: string;
    collisions: number;
    examples: ReAttributionAnswer["collisions"]["examples"];
    tenants: readonly string[];
  },
): Promise<void> {
  const { place } = step;
  await client.query(
    `UPDATE re_attribution SET place = $2, events = events + $3, effective_cost = effective_cost + $4, collisions = collisions + $5,
       collided = $6, tenants = ARRAY(SELECT DISTINCT unnest(tenants || $7::text[]) ORDER BY 1)
     WHERE id = $1`,
    [
      ...[id, place && JSON.stringify([place.tenant, place.time, place.source, place.id])],
      ...[step.events, step.cost, step.collisions, JSON.stringify(step.examples), step.tenants],
    ],
  );
}

/** Moves that are not over, oldest first: another process began them, or this one before it was started anew. */
export async function findRunning(client: { query: pg.Pool["query"] }): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>("SELECT id FROM re_attribution WHERE state = 'running' ORDER BY id");
  return rows.map(({ id }) => id);
}

/** Moves within reach, newest first; those of tenants beyond it are not there. */
export async function selectMoves(
  client: { query: pg.Pool["query"] },
  wanted: { id?: string; before?: string },
  limit: number,
  reach: Reach,
): Promise<MoveRow[]> {
  const byDay = wanted.id === undefined ? "'[]'::jsonb AS by_day" : "by_day";
  const { rows } = await client.query<MoveRow>(
    `SELECT ${COLUMNS}, ${byDay} FROM re_attribution
     WHERE ($1::uuid IS NULL OR id = $1) AND ($2::uuid IS NULL OR id < $2)
       AND ($3::text[] IS NULL OR (tenants <@ $3 AND (cardinality(tenants) > 0 OR reach <@ $3)))
     ORDER BY id DESC LIMIT $4`,
    [wanted.id ?? null, wanted.before ?? null, reach.tenants, limit],
  );
  return rows;
}
