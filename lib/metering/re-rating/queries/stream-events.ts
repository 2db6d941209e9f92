import type pg from "pg";
import type { UsageQuantities } from "@/lib/pricing/usage-classes";
import { SERIES_JOIN, STORED_EVENT_COLUMNS, type StoredEventRow } from "../../queries/stored-event";
import type { ReRatingFilter } from "../contract";

/** A recorded event with all that its cost follows from. */
export interface RecordedEvent extends StoredEventRow {
  service_tier: string | null;
  cache_hit: boolean;
  reported_cost: string | null;
  usage: UsageQuantities;
  has_usage: boolean;
  estimated: boolean;
}

export interface EventSelection extends ReRatingFilter {
  /** Only these, where given. */
  models?: readonly { provider: string; model: string }[];
}

const AT_ONCE = 2000;

/**
 * The events that count and meet the filter, in batches, without ever holding all of them;
 * with `lock` each is held until the transaction ends. Needs a transaction.
 */
export async function* streamEvents(
  client: pg.ClientBase,
  selection: EventSelection,
  lock: boolean,
): AsyncGenerator<RecordedEvent[]> {
  const { models } = selection;
  await client.query(
    `DECLARE re_rated NO SCROLL CURSOR FOR
     SELECT ${STORED_EVENT_COLUMNS}, e.service_tier, e.cache_hit, e.reported_cost, e.usage, e.raw_usage IS NOT NULL AS has_usage,
            (e.pricing = 'estimated' OR coalesce(e.attributes ->> 'estimated' = 'true', false)) AS estimated
     FROM usage_event AS e ${SERIES_JOIN}
     WHERE e.corrected_by IS NULL AND NOT starts_with(e.tenant, '__')
       AND ($1::timestamptz IS NULL OR e.time >= $1)
       AND ($2::timestamptz IS NULL OR e.time < $2)
       AND ($3::text IS NULL OR e.tenant = $3)
       AND ($4::text IS NULL OR e.provider = $4)
       AND ($5::text IS NULL OR e.model = $5)
       AND ($6::text IS NULL OR e.pricing = $6)
       AND ($7::text[] IS NULL OR (e.provider, e.model) IN (SELECT * FROM unnest($7::text[], $8::text[])))
     ORDER BY e.tenant, e.time, e.source, e.id
     ${lock ? "FOR UPDATE OF e" : ""}`,
    [
      selection.from ?? null,
      selection.to ?? null,
      selection.tenant ?? null,
      selection.provider ?? null,
      selection.model ?? null,
      selection.pricing ?? null,
      models?.map((each) => each.provider) ?? null,
      models?.map((each) => each.model) ?? null,
    ],
  );
  for (;;) {
    const { rows } = await client.query<RecordedEvent>(`FETCH ${AT_ONCE} FROM re_rated`);
    if (rows.length === 0) break;
    yield rows;
  }
  await client.query("CLOSE re_rated");
}
