import type pg from "pg";
import type { LiveDimension, LiveOrder } from "../choices";
import type { Windows } from "../windows";
import { Bindings, type LiveFilters, liveConditions, liveFrom, needsSeries } from "./live-filter";
import { LIVE_SUMS, type LiveRow } from "./live-sums";

export type BurnerRow = LiveRow & { value: string; part: "now" | "hour_ago" | "running" };

interface Question {
  by: LiveDimension;
  order: LiveOrder;
  limit: number;
  filters: LiveFilters;
  windows: Windows;
  /** Values that are read under another name: parallel arrays. */
  renamed: { values: string[]; names: string[] };
}

const ORDERS: Record<LiveOrder, string> = {
  cost: "sum(r.effective_cost)",
  tokens: "sum(r.input_tokens + r.output_tokens)",
  requests: "sum(r.requests)",
  rate_limited: "sum(r.rate_limited)",
  server_errors: "sum(r.server_errors)",
};

/**
 * The biggest values of a dimension in the window, and their usage an hour ago: its whole minutes
 * ("hour_ago") apart from the one whose share counts ("running").
 */
export async function sumBurners(client: pg.ClientBase, question: Question): Promise<BurnerRow[]> {
  const { by, order, limit, windows, renamed } = question;
  const filters = question.filters;
  const values = new Bindings();
  const instant = (ms: number) => `${values.add(new Date(ms))}::timestamptz`;
  const [first, last] = [instant(windows.now.firstMs), instant(windows.now.lastMs)];
  const [agoFirst, agoLast] = [instant(windows.hourAgo.firstMs), instant(windows.hourAgo.lastMs)];
  const conditions = liveConditions(filters, values);
  const series = by !== "tenant" || needsSeries(filters);
  let from = liveFrom(series);
  let value = by === "tenant" ? "r.tenant" : `s.${by}`;
  if (renamed.values.length > 0) {
    const lists = `${values.add(renamed.values)}::text[], ${values.add(renamed.names)}::text[]`;
    from += ` LEFT JOIN unnest(${lists}) AS k(value, name) ON k.value = ${value}`;
    value = `coalesce(k.name, ${value})`;
  }
  const { rows } = await client.query<BurnerRow>(
    `WITH biggest AS (
       SELECT ${value} AS value FROM ${from} WHERE r.bucket BETWEEN ${first} AND ${last} AND ${conditions}
       GROUP BY 1 HAVING ${ORDERS[order]} > 0 OR sum(r.requests) > 0
       ORDER BY ${ORDERS[order]} DESC, sum(r.effective_cost) DESC, sum(r.requests) DESC, 1 LIMIT ${values.add(limit)}
     ), parts AS (
       SELECT 'now' AS part, ${first} AS first, ${last} AS last
       UNION ALL SELECT 'hour_ago', ${agoFirst}, ${agoLast} - interval '1 minute'
       UNION ALL SELECT 'running', ${agoLast}, ${agoLast}
     )
     SELECT ${value} AS value, p.part, ${LIVE_SUMS} FROM parts AS p JOIN ${from} ON r.bucket BETWEEN p.first AND p.last
     WHERE ${conditions} AND ${value} IN (SELECT value FROM biggest) GROUP BY 1, 2`,
    values.values,
  );
  return rows;
}
