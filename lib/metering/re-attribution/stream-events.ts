import type pg from "pg";
import { SERIES_JOIN, STORED_EVENT_COLUMNS, type StoredEventRow } from "../queries/stored-event";
import { MOVED_FILTERS, type NewReAttribution } from "./contract";

const AT_ONCE = 2000;
const COLUMNS: Readonly<Record<string, string>> = { user: "user_id" };

/**
 * The events that count, meet the filter and are elsewhere than they are to be, in batches; with `lock` each is held until
 * the transaction ends. Needs a transaction.
 */
export async function* streamEvents(
  client: pg.ClientBase,
  { filter, from, to, set }: Pick<NewReAttribution, "filter" | "from" | "to" | "set">,
  lock: boolean,
): AsyncGenerator<StoredEventRow[]> {
  const values: unknown[] = [from, to, set.feature ?? null, set.environment ?? null];
  const conditions = MOVED_FILTERS.flatMap((name) => {
    const wanted = filter[name];
    return wanted === undefined ? [] : [`e.${COLUMNS[name] ?? name} = $${values.push(wanted)}`];
  });
  await client.query(
    `DECLARE moved NO SCROLL CURSOR FOR
     SELECT ${STORED_EVENT_COLUMNS} FROM usage_event AS e ${SERIES_JOIN}
     WHERE e.corrected_by IS NULL AND NOT starts_with(e.tenant, '__') AND e.time >= $1 AND e.time < $2
       AND (e.feature <> coalesce($3::text, e.feature) OR e.environment <> coalesce($4::text, e.environment))
       AND ${conditions.join(" AND ")}
     ORDER BY e.tenant, e.time, e.source, e.id ${lock ? "FOR UPDATE OF e" : ""}`,
    values,
  );
  for (;;) {
    const { rows } = await client.query<StoredEventRow>(`FETCH ${AT_ONCE} FROM moved`);
    if (rows.length === 0) break;
    yield rows;
  }
  await client.query("CLOSE moved");
}
