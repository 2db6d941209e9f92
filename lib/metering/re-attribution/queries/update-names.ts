import type pg from "pg";
import type { EventPlace, MovableEvent, Selection } from "../selection";

export const placeOf = ({ tenant, time_text, source, id }: MovableEvent): EventPlace => ({ tenant, time: time_text, source, id });

/** Gives events their new names; each keeps where it was, when and by which move. */
export async function updateNames(
  client: pg.ClientBase,
  events: readonly MovableEvent[],
  { set }: Pick<Selection, "set">,
  move: { id: string; at: Date },
): Promise<void> {
  const places = events.map(placeOf);
  await client.query(
    `UPDATE usage_event AS e SET tenant = coalesce($5::text, e.tenant), feature = coalesce($6::text, e.feature),
       environment = coalesce($7::text, e.environment),
       moves = coalesce(e.moves, '[]') || jsonb_build_array(jsonb_build_object(
         'by', $8::text, 'at', $9::text, 'tenant', e.tenant, 'feature', e.feature, 'environment', e.environment))
     FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[]) AS u(tenant, time, source, id)
     WHERE e.tenant = u.tenant AND e.time = u.time AND e.source = u.source AND e.id = u.id`,
    [
      places.map(({ tenant }) => tenant),
      places.map(({ time }) => time),
      places.map(({ source }) => source),
      places.map(({ id }) => id),
      ...[set.tenant ?? null, set.feature ?? null, set.environment ?? null, move.id, move.at.toISOString()],
    ],
  );
}
