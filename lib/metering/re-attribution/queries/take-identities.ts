import type pg from "pg";
import { type MovableEvent, sentTenant } from "../selection";

type Identified = Pick<MovableEvent, "tenant" | "source" | "id" | "moves">;

const columns = (events: readonly Identified[], tenantOf: (event: Identified) => string) => [
  events.map(tenantOf),
  events.map(({ source }) => source),
  events.map(({ id }) => id),
];
const NAMED = "unnest($1::text[], $2::text[], $3::text[]) AS u(tenant, source, id)";
const SAME = "i.tenant = u.tenant AND i.source = u.source AND i.id = u.id";

/**
 * Gives events that leave their tenant an identity of the one they go to. The identity they were sent under stays and says
 * where they are, so that they are known when they are sent again; one that a move gave them goes with the next.
 * @param events of different (source, id)
 * @returns those whose identity could be taken; the others' is another event's
 */
export async function takeIdentities<Event extends Identified>(
  client: pg.ClientBase,
  events: readonly Event[],
  target: string,
): Promise<Event[]> {
  const home = events.filter((event) => sentTenant(event) === target);
  const away = events.filter((event) => sentTenant(event) !== target);
  const { rows } = await client.query<{ source: string; id: string }>(
    `INSERT INTO event_identity (tenant, source, id, payload_hash, event_time, received_at, batch)
     SELECT $4, i.source, i.id, i.payload_hash, i.event_time, i.received_at, 0
     FROM ${NAMED} JOIN event_identity AS i ON ${SAME} ORDER BY i.source, i.id
     ON CONFLICT DO NOTHING RETURNING source, id`,
    [...columns(away, ({ tenant }) => tenant), target],
  );
  const ours = new Set(rows.map(({ source, id }) => `${source}\u001f${id}`));
  const taken = [...home, ...away.filter(({ source, id }) => ours.has(`${source}\u001f${id}`))];
  await client.query(`UPDATE event_identity AS i SET moved_to = nullif($4, i.tenant) FROM ${NAMED} WHERE ${SAME}`, [
    ...columns(taken, sentTenant),
    target,
  ]);
  const given = taken.filter((event) => event.tenant !== sentTenant(event));
  if (given.length > 0)
    await client.query(
      `DELETE FROM event_identity AS i USING ${NAMED} WHERE ${SAME}`,
      columns(given, ({ tenant }) => tenant),
    );
  return taken;
}
