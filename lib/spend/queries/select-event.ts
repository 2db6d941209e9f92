import type { PastMove } from "@/lib/metering/re-attribution/service";
import { pool } from "@/lib/platform/database";
import type { EventRef } from "../event-ref";
import { EVENT_COLUMNS, type EventRow } from "./event-columns";

/** [class, quantity, list unit price, unit price, list cost, cost] as the recorder stores them. */
export type StoredComponent = [string, number, string, string, string, string];

export interface StoredRating {
  matched_model?: string;
  override_id?: string | null;
  components?: StoredComponent[];
  /** Whose price the images took, where it depends on that. */
  image_size?: string;
  image_quality?: string;
  reason?: string;
  suggestion?: { provider: string; model: string } | null;
}

export interface EventDetailRow extends EventRow {
  usage: Record<string, number | string>;
  raw_usage: unknown;
  rating: StoredRating;
  first_effective_cost: string | null;
  re_rating_id: string | null;
  moves: PastMove[] | null;
  tags: Record<string, string> | null;
  attributes: Record<string, unknown> | null;
}

export async function selectEvent({ tenant, source, id, time }: EventRef): Promise<EventDetailRow | null> {
  const { rows } = await pool().query<EventDetailRow>(
    `SELECT ${EVENT_COLUMNS}, e.usage, e.raw_usage, e.rating, e.first_effective_cost, e.re_rating_id, e.moves, e.tags, e.attributes
     FROM usage_event AS e
     WHERE e.tenant = $1 AND e.source = $2 AND e.id = $3 AND e.time = $4::timestamptz AND NOT starts_with(e.tenant, '__')`,
    [tenant, source, id, time],
  );
  return rows[0] ?? null;
}
