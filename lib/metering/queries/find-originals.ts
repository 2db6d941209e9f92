import type pg from "pg";
import type { PastMove } from "../re-attribution/selection";
import type { RollupChange } from "../recording/rollup-changes";
import { identityOf } from "./insert-identities";
import { changeOfStored, SERIES_JOIN, STORED_EVENT_COLUMNS, type StoredEventRow } from "./stored-event";

/** A recorded event that a correction names. */
export interface Original {
  /** Where it is counted: it may have been moved since it was sent. */
  tenant: string;
  moves: PastMove[] | null;
  source: string;
  id: string;
  time: string;
  timeMs: number;
  correctedBy: string | null;
  /** The last of the chain of corrections; itself when there is none. */
  newest: string;
  change: RollupChange;
}

type Named = Pick<StoredEventRow, "tenant" | "source" | "id">;

/** Locks and reads the events that corrections name, by the identity they were sent under, so that each is corrected once. */
export async function findOriginals(
  client: pg.ClientBase,
  wanted: readonly Named[],
  declaredTags: readonly string[],
): Promise<Map<string, Original>> {
  const found = await lockNamed(client, wanted, declaredTags);
  const missing = wanted.filter((each) => !found.has(identityOf(each)));
  // One that was moved while it was waited for is found where it is now.
  const rest = await lockNamed(client, missing, declaredTags);
  return rest.size === 0 ? found : new Map([...found, ...rest]);
}

async function lockNamed(
  client: pg.ClientBase,
  wanted: readonly Named[],
  declaredTags: readonly string[],
): Promise<Map<string, Original>> {
  const found = new Map<string, Original>();
  if (wanted.length === 0) return found;
  const { rows } = await client.query<
    StoredEventRow & { corrected_by: string | null; moves: PastMove[] | null; named_tenant: string }
  >(
    `SELECT ${STORED_EVENT_COLUMNS}, e.corrected_by, e.moves, i.tenant AS named_tenant
     FROM unnest($1::text[], $2::text[], $3::text[]) AS u(tenant, source, id)
     JOIN event_identity AS i USING (tenant, source, id)
     JOIN usage_event AS e ON e.tenant = coalesce(i.moved_to, i.tenant) AND e.time = i.event_time AND e.source = i.source AND e.id = i.id
     ${SERIES_JOIN}
     ORDER BY e.tenant, e.time, e.source, e.id
     FOR UPDATE OF e`,
    [wanted.map((each) => each.tenant), wanted.map((each) => each.source), wanted.map((each) => each.id)],
  );
  for (const row of rows) {
    const named = { tenant: row.named_tenant, source: row.source, id: row.id };
    found.set(identityOf(named), {
      tenant: row.tenant,
      moves: row.moves,
      source: row.source,
      id: row.id,
      time: row.time_text,
      timeMs: row.time_ms,
      correctedBy: row.corrected_by,
      newest: row.corrected_by === null ? row.id : await newestOf(client, named),
      change: changeOfStored(row, declaredTags, 1),
    });
  }
  return found;
}

async function newestOf(client: pg.ClientBase, original: Named): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    `WITH RECURSIVE chain AS (
       SELECT e.id, e.corrected_by, 1 AS depth FROM event_identity AS i
       JOIN usage_event AS e ON e.tenant = coalesce(i.moved_to, i.tenant) AND e.time = i.event_time AND e.source = i.source AND e.id = i.id
       WHERE i.tenant = $1 AND i.source = $2 AND i.id = $3
       UNION ALL
       SELECT e.id, e.corrected_by, chain.depth + 1 FROM chain
       JOIN event_identity AS i ON i.tenant = $1 AND i.source = $2 AND i.id = chain.corrected_by
       JOIN usage_event AS e ON e.tenant = coalesce(i.moved_to, i.tenant) AND e.time = i.event_time AND e.source = i.source AND e.id = i.id
       WHERE chain.depth < 1000
     ) SELECT id FROM chain ORDER BY depth DESC LIMIT 1`,
    [original.tenant, original.source, original.id],
  );
  return rows[0]?.id ?? original.id;
}

/** Links originals to their corrections (of the tenant they were sent for); a correction without a time of its own takes its original's in its identity too. */
export async function markCorrected(
  client: pg.ClientBase,
  pairs: readonly { original: Original; by: string; time: string; tenant: string }[],
): Promise<void> {
  const values = [
    pairs.map(({ original }) => original.tenant),
    pairs.map(({ original }) => original.source),
    pairs.map(({ original }) => original.id),
    pairs.map(({ original }) => original.time),
    pairs.map(({ by }) => by),
    pairs.map(({ time }) => time),
    pairs.map(({ tenant }) => tenant),
  ];
  await client.query(
    `UPDATE usage_event AS e SET corrected_by = u.by
     FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[]) AS u(tenant, source, id, time, by)
     WHERE e.tenant = u.tenant AND e.time = u.time AND e.source = u.source AND e.id = u.id`,
    values.slice(0, 5),
  );
  await client.query(
    `UPDATE event_identity AS i SET event_time = u.time
     FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) AS u(tenant, source, id, time)
     WHERE i.tenant = u.tenant AND i.source = u.source AND i.id = u.id AND i.event_time <> u.time`,
    [values[6], values[1], values[4], values[5]],
  );
}
