import type pg from "pg";
import { SERIES_JOIN, STORED_EVENT_COLUMNS } from "../../queries/stored-event";
import { conditionOf, type MovableEvent, type Selection } from "../selection";

const AT_ONCE = 2000;

/** All events of a selection, in batches, without ever holding all of them. Needs a transaction. */
export async function* streamMovable(client: pg.ClientBase, selection: Selection): AsyncGenerator<MovableEvent[]> {
  const values: unknown[] = [];
  await client.query(
    `DECLARE movable NO SCROLL CURSOR FOR SELECT ${STORED_EVENT_COLUMNS}, e.moves FROM usage_event AS e ${SERIES_JOIN}
     WHERE ${conditionOf(selection, values)} ORDER BY e.tenant, e.time, e.source, e.id`,
    values,
  );
  for (;;) {
    const { rows } = await client.query<MovableEvent>(`FETCH ${AT_ONCE} FROM movable`);
    if (rows.length === 0) break;
    yield rows;
  }
  await client.query("CLOSE movable");
}
