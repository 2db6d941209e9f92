import type pg from "pg";
import { type Atto, formatAtto } from "@/lib/platform/decimal";
import type { RatedEvent } from "../../recording/rated-event";
import { ratingJson } from "../../recording/rated-event";
import type { RecordedEvent } from "./stream-events";

export interface CostChange {
  event: RecordedEvent;
  rated: RatedEvent;
}

function money(value: Atto | null): string | null {
  return value === null ? null : formatAtto(value);
}

/** Gives events their new cost; the first one they had stays beside it. */
export async function updateCosts(client: pg.ClientBase, changes: readonly CostChange[], reRatingId: string): Promise<void> {
  await client.query(
    `UPDATE usage_event AS e SET
       first_effective_cost = CASE WHEN e.re_rating_id IS NULL THEN e.effective_cost ELSE e.first_effective_cost END,
       pricing = u.pricing, list_cost = u.list_cost, effective_cost = u.effective_cost, saved_cost = u.saved_cost,
       price_id = u.price_id, price_exact = u.price_exact, rating = u.rating::json, re_rating_id = $12
     FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::numeric[], $7::numeric[], $8::numeric[],
                 $9::text[], $10::boolean[], $11::text[])
       AS u(tenant, time, source, id, pricing, list_cost, effective_cost, saved_cost, price_id, price_exact, rating)
     WHERE e.tenant = u.tenant AND e.time = u.time AND e.source = u.source AND e.id = u.id`,
    [
      changes.map(({ event }) => event.tenant),
      changes.map(({ event }) => event.time_text),
      changes.map(({ event }) => event.source),
      changes.map(({ event }) => event.id),
      changes.map(({ rated }) => rated.pricing),
      changes.map(({ rated }) => money(rated.listCost)),
      changes.map(({ rated }) => money(rated.effectiveCost)),
      changes.map(({ rated }) => money(rated.savedCost)),
      changes.map(({ rated }) => rated.priceId),
      changes.map(({ rated }) => rated.priceExact),
      changes.map(({ rated }) => ratingJson(rated.rating)),
      reRatingId,
    ],
  );
}
