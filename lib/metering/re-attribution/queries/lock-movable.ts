import type pg from "pg";
import { SERIES_JOIN, STORED_EVENT_COLUMNS } from "../../queries/stored-event";
import { conditionOf, type EventPlace, type MovableEvent, type Selection } from "../selection";

/** Those of the events that still belong to the selection, held until the transaction ends. */
export async function lockMovable(
  client: pg.ClientBase,
  selection: Selection,
  places: readonly EventPlace[],
): Promise<MovableEvent[]> {
  const values: unknown[] = [
    places.map(({ tenant }) => tenant),
    places.map(({ time }) => time),
    places.map(({ source }) => source),
    places.map(({ id }) => id),
  ];
  const { rows } = await client.query<MovableEvent>(
    `SELECT ${STORED_EVENT_COLUMNS}, e.moves
     FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[]) AS u(tenant, time, source, id)
     JOIN usage_event AS e ON e.tenant = u.tenant AND e.time = u.time AND e.source = u.source AND e.id = u.id ${SERIES_JOIN}
     WHERE ${conditionOf(selection, values)}
     ORDER BY e.tenant, e.time, e.source, e.id FOR UPDATE OF e`,
    values,
  );
  return rows;
}
