import type pg from "pg";
import { uuidv7 } from "uuidv7";
import type { FieldError } from "@/lib/platform/errors";

export interface RejectedEvent {
  tenant: string | null;
  eventId: string | null;
  kind: "rejected" | "conflict";
  errors: readonly FieldError[];
  /** As sent, key-shaped strings masked. */
  payload: unknown;
  redacted: boolean;
}

/** What jsonb cannot hold: U+0000 and lone surrogates, which JSON.stringify writes as escapes. */
const UNSTORABLE = /\\u(?:0000|d[89a-f][0-9a-f]{2})/gi;

/** Keeps what was not accepted, with its reason, for inspection and replay. */
export async function insertRejected(
  client: pg.ClientBase,
  events: readonly RejectedEvent[],
  token: { id: string | null; name: string },
  receivedAt: string,
): Promise<void> {
  if (events.length === 0) return;
  await client.query(
    `INSERT INTO rejected_event (id, received_at, token_id, token_name, tenant, event_id, kind, errors, payload, redacted)
     SELECT (e->>'id')::uuid, $2, $3, $4, e->>'tenant', e->>'event_id', e->>'kind', e->'errors', (e->>'payload')::json, (e->>'redacted')::boolean
     FROM unnest($1::text[]) AS t(x), LATERAL (SELECT x::jsonb AS e) AS j`,
    [
      events.map((event) =>
        JSON.stringify({
          id: uuidv7(),
          tenant: event.tenant,
          event_id: event.eventId,
          kind: event.kind,
          errors: event.errors,
          payload: JSON.stringify(event.payload ?? null),
          redacted: event.redacted,
        }).replace(UNSTORABLE, "\\ufffd"),
      ),
      receivedAt,
      token.id,
      token.name,
    ],
  );
}
