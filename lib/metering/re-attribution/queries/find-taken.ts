import type pg from "pg";

/** Which of these (source, id) another event of that tenant has, or had when it was sent. */
export async function findTaken(
  client: pg.ClientBase,
  tenant: string,
  events: readonly { source: string; id: string }[],
): Promise<{ source: string; id: string }[]> {
  if (events.length === 0) return [];
  const { rows } = await client.query<{ source: string; id: string }>(
    `SELECT i.source, i.id FROM unnest($2::text[], $3::text[]) AS u(source, id)
     JOIN event_identity AS i ON i.tenant = $1 AND i.source = u.source AND i.id = u.id`,
    [tenant, events.map(({ source }) => source), events.map(({ id }) => id)],
  );
  return rows;
}
