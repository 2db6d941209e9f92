import { DomainError } from "@/lib/platform/errors";
import { rfc3339 } from "@/lib/platform/time";
import type { Cell } from "./csv";
import { encodeRef } from "./event-ref";
import type { EventsQuery } from "./events-query";
import { type EventRow, eventItem, shortInstant } from "./queries/event-columns";
import { readRows } from "./queries/read-rows";
import { selectEvents } from "./queries/select-events";
import { type RejectedRow, selectRejected } from "./queries/select-rejected";
import { streamRows } from "./queries/stream-rows";

const REJECTED_FILTERS = ["tenant"];

function rejectedItem({ time, ...row }: RejectedRow) {
  return { ...row, received_at: shortInstant(time), replayed_at: row.replayed_at ? rfc3339(row.replayed_at.getTime()) : null };
}

function mayFilterRejected(query: EventsQuery): void {
  const named = Object.keys(query.filters).filter((name) => !REJECTED_FILTERS.includes(name));
  if (query.statuses.length > 0) named.push("status");
  if (query.minCost !== null) named.push("min_cost");
  if (query.hasError !== null) named.push("has_error");
  const [first] = named;
  if (first === undefined) return;
  const detail = "does not apply to rejected events: these are listed by from, to and tenant";
  throw new DomainError("validation_failed", `${first}: ${detail}`, { errors: [{ pointer: `/query/${first}`, detail }] });
}

/** Splits what was read with one row too many into the page and the cursor of the next one. */
function page<Row extends { id: string; time: string; tenant: string | null; source?: string }>(rows: Row[], limit: number) {
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  const cursor = last && encodeRef({ tenant: last.tenant ?? "", source: last.source ?? "", id: last.id, time: last.time });
  return { shown, next_cursor: cursor ?? null };
}

/** One page of the events, or of those that were rejected, newest first. */
export async function listEvents(query: EventsQuery) {
  const range = {
    from: query.fromMs === null ? null : rfc3339(query.fromMs),
    to: query.toMs === null ? null : rfc3339(query.toMs),
  };
  if (query.state === "rejected") {
    mayFilterRejected(query);
    const { shown, next_cursor } = page(await readRows<RejectedRow>(selectRejected(query, query.limit + 1)), query.limit);
    return { events: shown.map(rejectedItem), next_cursor, range };
  }
  const { shown, next_cursor } = page(await readRows<EventRow>(selectEvents(query, query.limit + 1)), query.limit);
  return { events: shown.map(eventItem), next_cursor, range };
}

const EVENT_HEADER = [
  "timestamp",
  "received_at",
  "tenant",
  "source",
  "id",
  "feature",
  "environment",
  "provider",
  "model",
  "request_model",
  "operation",
  "service_tier",
  "region",
  "key",
  "key_last4",
  "user",
  "status",
  "error_code",
  "finish_reason",
  "attempt",
  "request_id",
  "correlation_id",
  "latency_ms",
  "cache_hit",
  "pricing",
  "effective_cost_usd",
  "list_cost_usd",
  "reported_cost_usd",
  "saved_cost_usd",
  "price_id",
  "price_exact",
  "input_tokens",
  "output_tokens",
  "cache_read_tokens",
  "cache_write_tokens",
  "reasoning_tokens",
  "total_tokens",
  "corrects",
  "corrected_by",
] as const;
const REJECTED_HEADER = [
  "received_at",
  "id",
  "kind",
  "tenant",
  "event_id",
  "token_name",
  "errors",
  "payload",
  "redacted",
  "replayed_at",
  "replay_status",
];

interface Table {
  header: readonly string[];
  rows: AsyncGenerator<Cell[][]>;
}

async function* eventRows(query: EventsQuery): AsyncGenerator<Cell[][]> {
  for await (const rows of streamRows<EventRow>(selectEvents(query, null))) {
    yield rows.map((row) => {
      const item = eventItem(row);
      return EVENT_HEADER.map((name) => item[name]);
    });
  }
}

async function* rejectedRows(query: EventsQuery): AsyncGenerator<Cell[][]> {
  for await (const rows of streamRows<RejectedRow>(selectRejected(query, null))) {
    yield rows.map((row) => {
      const item = rejectedItem(row);
      const errors = item.errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join("; ");
      return [
        item.received_at,
        item.id,
        item.kind,
        item.tenant,
        item.event_id,
        item.token_name,
        errors,
        JSON.stringify(item.payload),
        item.redacted,
        item.replayed_at,
        item.replay_status,
      ];
    });
  }
}

/** All events that the query lets through, whatever its limit, as rows of a sheet. */
export function exportEvents(query: EventsQuery): Table {
  if (query.state === "accepted") return { header: EVENT_HEADER, rows: eventRows(query) };
  mayFilterRejected(query);
  return { header: REJECTED_HEADER, rows: rejectedRows(query) };
}
