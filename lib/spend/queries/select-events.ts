import { EVENT_FILTERS, type EventFilter, type EventsQuery } from "../events-query";
import { Bindings } from "./bindings";
import { EVENT_COLUMNS } from "./event-columns";

export interface Statement {
  text: string;
  values: unknown[];
  /** Settings for its transaction, where the planner would choose badly. */
  plan?: string;
}

/** What a bloom filter finds is few, but the planner takes it for most of the table and would rather read that. */
const BY_BLOOM = "SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off";

/**
 * Events newest first; of one instant by tenant, source and id. The newest of all and of one
 * tenant come straight from an index, those of a correlation or request id from a bloom filter.
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
  const byBloom = query.filters.correlation_id !== undefined || query.filters.request_id !== undefined;
  return { text, values: bindings.values, ...(byBloom ? { plan: BY_BLOOM } : {}) };
}
