import type pg from "pg";
import { conditionOf, type EventPlace, type Selection } from "../selection";

/** In the order of the primary key a page costs what is in it: a plan that sorts would read everything for each. */
const IN_ORDER = "SET LOCAL enable_sort = off; SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off";

/** The next events of a selection after a place, in the order of tenant, time, source and id. Holds no lock. */
export async function findNext(
  client: pg.ClientBase,
  selection: Selection,
  after: EventPlace | null,
  most: number,
): Promise<EventPlace[]> {
  const values: unknown[] = [];
  const condition = conditionOf(selection, values);
  const bind = (value: unknown) => `$${values.push(value)}`;
  const beyond = after
    ? `AND (e.tenant, e.time, e.source, e.id) > (${bind(after.tenant)}, ${bind(after.time)}::timestamptz, ${bind(after.source)}, ${bind(after.id)})`
    : "";
  await client.query(IN_ORDER);
  const { rows } = await client.query<EventPlace>(
    `SELECT e.tenant, to_char(e.time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS time, e.source, e.id
     FROM usage_event AS e WHERE ${condition} ${beyond}
     ORDER BY e.tenant, e.time, e.source, e.id LIMIT ${bind(most)}`,
    values,
  );
  return rows;
}
