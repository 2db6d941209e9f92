import type { EventsQuery } from "../events-query";
import { Bindings } from "./bindings";
import type { Statement } from "./select-events";

export interface RejectedRow {
  id: string;
  /** RFC 3339, six fractional digits. */
  time: string;
  kind: "rejected" | "conflict";
  tenant: string | null;
  event_id: string | null;
  token_name: string;
  errors: { pointer: string; detail: string }[];
  payload: unknown;
  redacted: boolean;
  replayed_at: Date | null;
  replay_status: string | null;
}

/** Events that were refused, the newest first. */
export function selectRejected(query: EventsQuery, limit: number | null): Statement {
  const bindings = new Bindings();
  const where = ["true"];
  const { tenant } = query.filters;
  if (tenant) where.push(`tenant = ANY(${bindings.add(tenant)}::text[])`);
  if (query.fromMs !== null) where.push(`received_at >= ${bindings.add(new Date(query.fromMs))}`);
  if (query.toMs !== null) where.push(`received_at < ${bindings.add(new Date(query.toMs))}`);
  if (query.after)
    where.push(`(received_at, id) < (${bindings.add(query.after.time)}::timestamptz, ${bindings.add(query.after.id)}::uuid)`);
  const text = `SELECT id, to_char(received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS time, kind, tenant, event_id,
      token_name, errors, payload, redacted, replayed_at, replay_status
    FROM rejected_event WHERE ${where.join(" AND ")}
    ORDER BY received_at DESC, id DESC${limit === null ? "" : ` LIMIT ${bindings.add(limit)}`}`;
  return { text, values: bindings.values };
}
