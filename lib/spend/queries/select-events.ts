import { EVENT_FILTERS, type EventFilter, type EventsQuery } from "../events-query";
import { Bindings } from "./bindings";
import { EVENT_COLUMNS } from "./event-columns";

export interface Statement {
  text: string;
  values: unknown[];
}

/**
 * Events newest first; of one instant by tenant, source and id. The newest of all and of one
 * tenant come straight from an index.
 */
export function selectEvents(query: EventsQuery, limit: number | null): Statement {
  const bindings = new Bindings();
  const where = ["NOT starts_with(e.tenant, '__')"];
  for (const [name, values] of Object.entries(query.filters)) {
    const column = `e.${EVENT_FILTERS[name as EventFilter]}`;
    // One value as an equality: then the index's order is the list's order.
    where.push(
      values.length === 1 ? `${column} = ${bindings.add(values[0])}` : `${column} = ANY(${bindings.add(values)}::text[])`,
    );
  }
  if (query.statuses.length > 0) where.push(`e.status = ANY(${bindings.add(query.statuses)}::int[])`);
  if (query.minCost !== null) where.push(`e.effective_cost >= ${bindings.add(query.minCost)}::numeric`);
  if (query.hasError !== null) {
    where.push(`${query.hasError ? "" : "NOT "}(coalesce(e.status, 0) >= 400 OR e.error_code IS NOT NULL)`);
  }
  if (query.fromMs !== null) where.push(`e.time >= ${bindings.add(new Date(query.fromMs))}`);
  if (query.toMs !== null) where.push(`e.time < ${bindings.add(new Date(query.toMs))}`);
  if (query.after) {
    const { time, tenant, source, id } = query.after;
    const at = `${bindings.add(time)}::timestamptz`;
    const last = [tenant, source, id].map((value) => `${bindings.add(value)}::text COLLATE "C"`).join(", ");
    where.push(`e.time <= ${at}`, `(e.time < ${at} OR (e.tenant, e.source, e.id) > (${last}))`);
  }
  const text = `SELECT ${EVENT_COLUMNS} FROM usage_event AS e WHERE ${where.join(" AND ")}
    ORDER BY e.time DESC, e.tenant, e.source, e.id${limit === null ? "" : ` LIMIT ${bindings.add(limit)}`}`;
  return { text, values: bindings.values };
}
